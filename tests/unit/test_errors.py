from __future__ import annotations

import inspect

import pytest

from sheets_runner import errors

ALL = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, Exception)
}


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_error_is_drawn_in_the_tree_and_has_the_root(name: str) -> None:
    assert issubclass(ALL[name], errors.SheetsRunnerError)
    assert f" {name}" in (errors.__doc__ or "").replace("\nSheetsRunnerError", " SheetsRunnerError")


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ConfigError, ValueError),
        (errors.WorkbookError, OSError),
        (errors.CellError, ValueError),
        (errors.ConnectionLost, ConnectionError),
        (errors.TimedOut, TimeoutError),
        (errors.BadQuery, ValueError),
        (errors.UnknownEvent, LookupError),
        (errors.BadReply, ValueError),
        (errors.Unauthorised, PermissionError),
    ],
)
def test_errors_are_also_the_fitting_builtin(
    error: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(error, builtin)


def test_what_may_pass_by_itself_keeps_the_servers_delay() -> None:
    assert errors.Throttled("busy").retry_after is None
    assert errors.TimedOut("late", retry_after=3.0).retry_after == 3.0
    assert str(errors.TimedOut("late")) == "late"


def test_an_unfinished_count_keeps_its_name_out_of_the_message() -> None:
    error = errors.NotReady("at work", retry_after=1.0, req_id="384649162721759")

    assert (error.req_id, error.retry_after) == ("384649162721759", 1.0)
    assert "384649162721759" not in repr(error) + str(error)


def test_a_refused_edit_names_its_owner() -> None:
    assert errors.EditRefused("no room", "row-1").owner == "row-1"
