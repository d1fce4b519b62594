"""Prints what a screen reader finds on the desktop, as JSON; runs on the system's own Python."""

import json
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 (only after the version is chosen)


def things(node: Any, application: str) -> list[dict[str, object]]:
    """Return a node and all below it; what goes away meanwhile is left out."""
    try:
        found = [describe(node, application)]
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except GLib.Error:
        return []
    return found + [thing for child in children if child for thing in things(child, application)]


def describe(node: Any, application: str) -> dict[str, object]:
    """Return what is said about one node; the place is in pixels of the screen."""
    component, action = node.get_component_iface(), node.get_action_iface()
    text = node.get_text_iface()
    place = component.get_extents(Atspi.CoordType.SCREEN) if component else None
    return {
        "application": application,
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "text": Atspi.Text.get_text(text, 0, -1) if text else None,
        "states": [state.value_nick for state in node.get_state_set().get_states()],
        "actions": [action.get_action_name(i) for i in range(action.get_n_actions())]
        if action
        else [],
        "x": place.x if place else 0,
        "y": place.y if place else 0,
        "width": place.width if place else 0,
        "height": place.height if place else 0,
    }


Atspi.init()
screen = Atspi.get_desktop(0)
programs = [screen.get_child_at_index(i) for i in range(screen.get_child_count())]
print(
    json.dumps([t for program in programs if program for t in things(program, program.get_name())])
)
