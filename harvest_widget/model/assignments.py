"""What the user may book time on, as `GET /v2/users/me/project_assignments` says; no searching."""

from collections.abc import Iterable

from msgspec import Struct

from harvest_widget.model.entries import Named, Project, Work


class TaskAssignment(Struct, frozen=True, gc=False):
    """A task on a project."""

    task: Named
    is_active: bool = True


class ProjectAssignment(Struct, frozen=True, gc=False):
    """A project that the user works on, with its tasks (there may be none)."""

    project: Project
    client: Named
    task_assignments: list[TaskAssignment] = []
    is_active: bool = True


def bookable(assignments: Iterable[ProjectAssignment]) -> tuple[Work, ...]:
    """Every active pair of project and task, in the server's order."""
    return tuple(
        Work(assignment.client, assignment.project, on_task.task)
        for assignment in assignments
        if assignment.is_active
        for on_task in assignment.task_assignments
        if on_task.is_active
    )
