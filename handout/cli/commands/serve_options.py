"""The options of handout serve that matter where it is hosted for many."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from handout.interface_language import command_messages
from handout.web.hosting.options import DRAIN_SECONDS, HostingOptions, Network, normalize_base_path
from handout.web.http.server_limits import DEFAULT_LIMITS, ServerLimits

_MESSAGES = command_messages()["serve"]


def hosting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options; it is called with them as `hosting`, HostingOptions."""

    @functools.wraps(command)
    def call(
        *, drain: int, monitor_from: tuple[Network, ...], base_path: str, **others: Any
    ) -> Any:
        limits = ServerLimits(**{name: others.pop(name) for name in _LIMITS})
        return command(hosting=HostingOptions(drain, monitor_from, base_path, limits), **others)

    for option in reversed((*_OPTIONS, *_limit_options())):
        call = option(call)
    return call


def _read_networks(
    context: click.Context, option: click.Parameter, texts: Sequence[str]
) -> tuple[Network, ...]:
    """Return networks as they are written; raise click.BadParameter."""
    networks = []
    for text in texts:
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise click.BadParameter(_MESSAGES["not_network"].format(network=text)) from None
    return tuple(networks)


def _read_base_path(context: click.Context, option: click.Parameter, text: str) -> str:
    """Return a base path with a slash at both ends; raise click.BadParameter."""
    try:
        return normalize_base_path(text)
    except ValueError:
        raise click.BadParameter(_MESSAGES["not_base_path"].format(path=text)) from None


def _limit_options() -> Iterator[Callable[..., Any]]:
    """Yield an option for each limit; its default is that of ServerLimits."""
    for name, (least, most) in _LIMITS.items():
        default = getattr(DEFAULT_LIMITS, name)
        yield click.option(
            f"--{name.replace('_', '-')}",
            type=click.IntRange(least, most),
            default=default,
            metavar="N",
            help=_MESSAGES[name].format(default=default),
        )


# The fields of ServerLimits, with the least and the most of each.
_LIMITS = {
    "max_megabytes": (1, 100),
    "queue": (1, 1000),
    "previews": (60, 100_000),
    "files": (1, 10_000),
    "rosters": (1, 100),
    "connections": (16, 10_000),
}
_OPTIONS = (
    click.option(
        "--base-path",
        default="/",
        metavar="PATH",
        callback=_read_base_path,
        help=_MESSAGES["base_path"],
    ),
    click.option(
        "--drain",
        type=click.IntRange(0, 24 * 3600),
        default=DRAIN_SECONDS,
        metavar="SECONDS",
        help=_MESSAGES["drain"].format(default=DRAIN_SECONDS),
    ),
    click.option(
        "--monitor-from",
        multiple=True,
        metavar="NETWORK",
        callback=_read_networks,
        help=_MESSAGES["monitor_from"],
    ),
)
