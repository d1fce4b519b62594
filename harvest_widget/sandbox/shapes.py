"""How people, projects, clients, tasks and the company look in JSON; pure functions."""

from harvest_widget.sandbox.accounts import (
    Account,
    Client,
    Project,
    Task,
    TaskAssignment,
    User,
    UserAssignment,
)
from harvest_widget.sandbox.clock import utc
from harvest_widget.sandbox.messages import Json
from harvest_widget.sandbox.settings import Settings

_KINDS = ("expenses", "timers")
_ALL_KINDS = (
    "billable_rates",
    "clients",
    "cost_rates",
    "estimates",
    "expenses",
    "invoices",
    "projects",
    "tasks",
    "timers",
    "users",
)
_MANAGER_EXTRAS = ["project_creator", "client_and_task_manager", "time_and_expenses_manager"]


def _stamps(thing: Client | Project | Task | TaskAssignment | UserAssignment | User) -> Json:
    return {"created_at": utc(thing.created_at), "updated_at": utc(thing.updated_at)}


def user(person: User, settings: Settings) -> Json:
    """A user, with rates only for administrators."""
    admin = person.role == "administrator"
    shown: Json = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "telephone": "",
        "timezone": person.timezone,
        "weekly_capacity": settings.weekly_capacity,
        "has_access_to_all_future_projects": person.all_future_projects,
        "is_contractor": False,
        "is_active": person.is_active,
        **_stamps(person),
        "roles": [],
        "avatar_url": "",
    }
    if admin:
        shown |= {"default_hourly_rate": None, "cost_rate": None}
    if settings.answers != "old":
        extras = _MANAGER_EXTRAS if person.role == "manager" else []
        shown["access_roles"] = [person.role, *extras]
    if settings.answers != "lean":
        shown |= {
            "is_admin": admin,
            "is_project_manager": person.role == "manager",
            "can_see_rates": admin,
            "can_create_projects": person.role != "member",
            "can_create_invoices": admin,
        }
    if settings.answers == "rich":
        shown |= {
            "can_close_account": admin,
            "calendar_integration_enabled": False,
            "calendar_integration_source": None,
            "permissions_claims": _claims(admin=admin),
        }
    return shown


def _claims(*, admin: bool) -> list[str]:
    kinds, whose = (_ALL_KINDS, "all") if admin else (_KINDS, "own")
    claims = [f"{kind}:{verb}:{whose}" for kind in kinds for verb in ("read", "write")]
    if admin:
        claims += ["company:read:own", "company:write:own"]
    return sorted(claims)


def company(account: Account, settings: Settings) -> Json:
    """The company."""
    shown: Json = {
        "base_uri": "https://sandbox.harvestapp.com",
        "full_domain": "sandbox.harvestapp.com",
        "name": account.name,
        "is_active": True,
        "week_start_day": settings.week_start_day,
        "wants_timestamp_timers": settings.wants_timestamp_timers,
        "time_format": settings.time_format,
        "date_format": settings.date_format,
        "plan_type": "simple-v4",
        "expense_feature": True,
        "invoice_feature": True,
        "estimate_feature": True,
        "approval_feature": True,
        "team_feature": True,
        "weekly_capacity": settings.weekly_capacity,
        "clock": settings.clock,
        "currency": "EUR",
        "currency_code_display": "iso_code_none",
        "currency_symbol_display": "symbol_before",
        "decimal_symbol": settings.decimal_symbol,
        "thousands_separator": settings.thousands_separator,
        "color_scheme": "orange",
        "day_entry_notes_required": settings.day_entry_notes_required,
        "saml_sign_in_required": False,
    }
    if settings.answers == "old":
        for name in ("team_feature", "day_entry_notes_required", "saml_sign_in_required"):
            del shown[name]
    return shown


def client(thing: Client) -> Json:
    """A client."""
    return {
        "id": thing.id,
        "name": thing.name,
        "is_active": thing.is_active,
        "address": thing.address,
        "statement_key": f"{thing.id:032x}",
        **_stamps(thing),
        "currency": thing.currency,
    }


def client_reference(thing: Client) -> Json:
    """A client where something else names it."""
    return {"id": thing.id, "name": thing.name, "currency": thing.currency}


def project(thing: Project, account: Account) -> Json:
    """A project."""
    return {
        "id": thing.id,
        "name": thing.name,
        "code": thing.code,
        "is_active": thing.is_active,
        "is_billable": thing.is_billable,
        "is_fixed_fee": False,
        "bill_by": thing.bill_by,
        "budget": thing.budget,
        "budget_by": thing.budget_by,
        "budget_is_monthly": False,
        "notify_when_over_budget": False,
        "over_budget_notification_percentage": 80.0,
        "show_budget_to_all": False,
        **_stamps(thing),
        "starts_on": None,
        "ends_on": None,
        "over_budget_notification_date": None,
        "notes": thing.notes,
        "cost_budget": None,
        "cost_budget_include_expenses": False,
        "hourly_rate": None,
        "fee": None,
        "client": client_reference(account.clients[thing.client_id]),
    }


def project_reference(thing: Project) -> Json:
    """A project where something else names it."""
    return {"id": thing.id, "name": thing.name, "code": thing.code}


def task(thing: Task) -> Json:
    """A task."""
    return {
        "id": thing.id,
        "name": thing.name,
        "billable_by_default": thing.billable_by_default,
        "default_hourly_rate": None,
        "is_default": thing.is_default,
        "is_active": thing.is_active,
        **_stamps(thing),
    }


def task_part(thing: TaskAssignment) -> Json:
    """A task's settings on a project, naming neither."""
    return {
        "id": thing.id,
        "billable": thing.billable,
        "is_active": thing.is_active,
        **_stamps(thing),
        "hourly_rate": None,
        "budget": None,
    }


def user_part(thing: UserAssignment) -> Json:
    """A person's settings on a project, naming neither."""
    return {
        "id": thing.id,
        "is_project_manager": thing.is_project_manager,
        "is_active": thing.is_active,
        "use_default_rates": True,
        "budget": None,
        **_stamps(thing),
        "hourly_rate": None,
    }


def task_assignment(thing: TaskAssignment, account: Account) -> Json:
    """A task on a project, naming both."""
    on_task = account.tasks[thing.task_id]
    return {
        **task_part(thing),
        "project": project_reference(account.projects[thing.project_id]),
        "task": {"id": on_task.id, "name": on_task.name},
    }


def user_assignment(thing: UserAssignment, account: Account) -> Json:
    """A person on a project, naming both."""
    person = account.users[thing.user_id]
    return {
        **user_part(thing),
        "project": project_reference(account.projects[thing.project_id]),
        "user": {"id": person.id, "name": person.name},
    }


def project_assignment(thing: UserAssignment, account: Account) -> Json:
    """A project as one person may book on it, with its tasks."""
    on_project = account.projects[thing.project_id]
    parts = [account.task_assignment(on_project.id, task_id) for task_id in account.tasks]
    tasks = [
        {**task_part(part), "task": {"id": part.task_id, "name": account.tasks[part.task_id].name}}
        for part in sorted(filter(None, parts), key=lambda part: part.id)
        if account.tasks[part.task_id].is_active
    ]
    return {
        **user_part(thing),
        "project": {**project_reference(on_project), "is_billable": on_project.is_billable},
        "client": client_reference(account.clients[on_project.client_id]),
        "task_assignments": tasks,
    }
