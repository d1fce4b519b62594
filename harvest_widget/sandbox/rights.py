"""Who may see, change and delete which time entry, and why an entry is locked; pure functions."""

from harvest_widget.sandbox.accounts import Account, Entry, User
from harvest_widget.sandbox.messages import Json, Refused, whole
from harvest_widget.sandbox.settings import Settings


def may_see(account: Account, caller: User, entry: Entry) -> bool:
    """Whether the entry appears in the caller's lists: own, teammates' and managed, or all."""
    if entry.user_id == caller.id or caller.role == "administrator":
        return True
    if caller.role != "manager":
        return False
    return entry.user_id in caller.teammates or _manages(account, caller, entry.project_id)


def may_book_for(account: Account, caller: User, owner: User, fields: Json) -> bool:
    """Whether the caller may create an entry for `owner`."""
    if owner.id == caller.id or caller.role == "administrator":
        return True
    project_id = whole(fields.get("project_id"))
    return (
        caller.role == "manager"
        and project_id is not None
        and _manages(account, caller, project_id)
    )


def refuse_foreign(
    account: Account, settings: Settings, caller: User, entry: Entry, *, writing: bool
) -> None:
    """Raise Refused (404 or 403) unless the caller may see, or write, the entry at all."""
    if not may_see(account, caller, entry):
        raise Refused(int(settings.foreign_entry))
    teammate = caller.role == "manager" and entry.user_id != caller.id
    if writing and teammate and not _manages(account, caller, entry.project_id):
        raise Refused(403)


def may_change(account: Account, settings: Settings, caller: User, entry: Entry) -> bool:
    """Whether a change goes through; False means it is dropped without a word.

    Raises Refused (422 or 403, as the switch says) for a locked entry.
    """
    if caller.role == "administrator" or not is_locked(account, entry):
        return True
    if settings.locked_change == "unchanged":
        return False
    if settings.locked_change == "403":
        raise Refused(403)
    raise Refused(422, _locked_sentence(account, entry))


def refuse_delete(account: Account, caller: User, entry: Entry) -> None:
    """Raise Refused (422) unless the entry may be deleted."""
    if caller.role == "administrator" and not is_archived(account, entry):
        return
    if is_locked(account, entry):
        raise Refused(422, _locked_sentence(account, entry))


def is_archived(account: Account, entry: Entry) -> bool:
    """Whether the entry's project or task has been archived."""
    project = account.projects[entry.project_id]
    return not (project.is_active and account.tasks[entry.task_id].is_active)


def is_locked(account: Account, entry: Entry) -> bool:
    """Whether members may no longer edit the entry."""
    return (
        entry.period_locked
        or entry.invoice is not None
        or entry.approval_status == "approved"
        or is_archived(account, entry)
    )


def locked_reason(account: Account, entry: Entry) -> str | None:
    """Return the sentence Harvest shows on a locked entry, None on an open one."""
    parts = []
    if entry.invoice is not None:
        parts.append("Invoiced")
    if entry.approval_status == "approved":
        parts.append("Approved")
    if is_archived(account, entry):
        parts.append("Archived")
    if entry.period_locked:
        parts.append("Locked for this Time Period")
    return f"Item {' and '.join(parts)}" if parts else None


def _manages(account: Account, caller: User, project_id: int) -> bool:
    return project_id in account.managed_projects(caller)


def _locked_sentence(account: Account, entry: Entry) -> str:
    return f"Time entry can't be changed: {locked_reason(account, entry)}"
