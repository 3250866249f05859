"""THE table of commands: menus, keys and the keyboard help are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from photoorg.gui.marks import LABELS, STAR
from photoorg.gui.words import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_Key = QKeySequence.StandardKey
Keys = tuple["str | QKeySequence.StandardKey", ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A menu entry: `method` is the method that does it, the window's or a controller's.

    A checkable one is called with its state, one with a `value` with that. `menu` may name one within another.
    """

    menu: str
    text: str
    method: str
    keys: Keys = ()
    checkable: bool = False
    separated: bool = False
    value: str | None = None

    @property
    def name(self) -> str:
        """What it does, in one word."""
        return self.method if self.value is None else f"{self.method}:{self.value}"


_STARS = "&Photo/&Stars"
_LABEL = "&Photo/&Label"
_QUICK = "&Photo/&Quick tags"

COMMANDS = (
    Command("&File", "&Add folder…", "add_folder", (_Key.Open,)),
    Command("&File", "&Scan again", "scan_again", ("F5",)),
    Command("&File", "&Folders…", "show_folders", ("Ctrl+Shift+O",), separated=True),
    Command("&File", "&Missing photos…", "show_missing", ("Ctrl+Shift+M",)),
    Command("&File", "&Near duplicates…", "show_duplicates", ("Ctrl+Shift+D",)),
    Command("&File", "&Problems…", "show_problems"),
    Command("&File", "&Write to files…", "show_writing", ("Ctrl+Shift+W",), separated=True),
    Command("&File", "Files that say &otherwise…", "show_conflicts"),
    Command("&File", "&Export…", "export_photos", ("Ctrl+Shift+E",), separated=True),
    Command("&File", "Check before p&ublishing…", "check_publishing", ("Ctrl+Shift+P",)),
    Command("&File", "&Back up now", "back_up", separated=True),
    Command("&File", "&Restore a copy…", "show_copies"),
    Command("&File", "&Quit", "quit", (_Key.Quit,), separated=True),
    Command("&Edit", "&Find", "focus_search", (_Key.Find, "/")),
    Command("&Edit", "Add a fil&ter…", "show_filters", ("Ctrl+Shift+F",)),
    Command("&Edit", "C&lear the search", "clear_search", ("Ctrl+L",)),
    Command("&Edit", "&Save this search…", "save_search", ("Ctrl+S",)),
    Command("&Edit", "&Undo", "undo", (_Key.Undo,), separated=True),
    Command("&Edit", "&Redo", "redo", (_Key.Redo,)),
    Command("&Edit", "&History…", "show_history", ("Ctrl+Shift+H",)),
    Command("&Edit", "Select &all", "select_all", (_Key.SelectAll,), separated=True),
    Command("&Edit", "&Copy path", "copy_paths", ("Ctrl+Shift+C",)),
    Command("&Edit", "Copy ta&gs", "copy_tags", (_Key.Copy,)),
    Command("&Edit", "Paste &tags", "paste_tags", (_Key.Paste,)),
    Command("&Edit", "&More like this", "more_like_this", ("Ctrl+R",), separated=True),
    Command("&Edit", "&Not like this", "not_like_this", ("Ctrl+Shift+R",)),
    Command("&Edit", "&Recognition…", "show_recognition", ("Ctrl+,",), separated=True),
    Command("&Edit", "&Preferences…", "show_preferences", ("Ctrl+Alt+S",)),
    Command(_STARS, "&No stars", "rate", ("0",), value="0"),
    *(Command(_STARS, f"{STAR * stars}", "rate", (str(stars),), value=str(stars)) for stars in range(1, 6)),
    Command("&Photo", "&Pick", "flag", ("P",), value="pick"),
    Command("&Photo", "&Reject", "flag", ("X",), value="reject"),
    Command("&Photo", "&No flag", "flag", ("U",), value=""),
    *(
        Command(_LABEL, f"&{name.capitalize()}", "label", (look.key,) if look.key else (), value=name)
        for name, look in LABELS.items()
    ),
    Command(_LABEL, "&No label", "label", value=""),
    Command("&Photo", "&Edit…", "edit_photos", ("Ctrl+E",), checkable=True, separated=True),
    *(Command(_QUICK, f"&{number}", "quick_tag", (f"Alt+{number}",), value=str(number)) for number in range(1, 10)),
    Command("&Photo", "&Add to album…", "add_to_album", ("A",), separated=True),
    Command("&Photo", "&New album…", "new_album", ("Ctrl+Shift+A",)),
    Command("&Photo", "&Take out of the album", "take_out", ("Delete",)),
    Command("&Photo", "Move up in the album", "move_in_album", ("Alt+Left",), value="-1"),
    Command("&Photo", "Move down in the album", "move_in_album", ("Alt+Right",), value="1"),
    Command("&Tags", "&Manage tags…", "show_tags", ("Ctrl+Shift+T",)),
    Command("&Tags", "Re&view tags", "review_tags", ("Ctrl+Alt+R",), separated=True),
    Command("&Tags", "How often tags were &right…", "show_report"),
    Command("&Tags", "&Teach a tag…", "teach_tag", ("Ctrl+T",), separated=True),
    Command("&Tags", "Tau&ght tags…", "show_taught"),
    Command("&Tags", "Ne&wer models…", "show_newer", separated=True),
    Command("&View", "&Sidebar", "show_sidebar", ("Ctrl+B",), checkable=True),
    Command("&View", "File &names", "show_names", ("Ctrl+Shift+N",), checkable=True),
    Command("&View", "&Quick tags", "show_quick_tags", ("Q",), checkable=True),
    Command("&View", "&Map…", "show_map", ("Ctrl+M",)),
    Command("&View", "&Larger thumbnails", "zoom_in", (_Key.ZoomIn, "Ctrl+="), separated=True),
    Command("&View", "S&maller thumbnails", "zoom_out", (_Key.ZoomOut,)),
    Command("&View", "&Usual size", "zoom_usual", ("Ctrl+0",)),
    Command("&View", "&Full screen", "turn_full_screen", ("F11",), separated=True),
    Command("&Help", "&How to search", "show_help", ("F1",)),
    Command("&Help", "&Keyboard", "show_keyboard", ("Shift+F1",)),
    Command("&Help", "&Journal…", "show_journal"),
    Command("&Help", "&About photoorg", "show_about"),
)

MORE_KEYS = (
    ("Among the photos", ""),
    ("Arrows, Page Up, Page Down, Home, End", "move"),
    ("Shift or Ctrl with them, or with a click", "select several"),
    ("Enter or double click", "open the photo"),
    ("Drag a photo", "onto an album or a tag, or to another place in the album that is shown"),
    ("Drag a tag", "from the panel onto a photo, or onto all that are selected"),
    ("1 to 9, while the quick tags are shown", "add the tag of that key; again: take it off"),
    ("Ctrl and the wheel", "size of thumbnails"),
    ("While typing a search", ""),
    ("Down, Up, then Enter; or Tab", "take a completion"),
    ("Ctrl and Space", "what can be typed here"),
    ("On a piece of the search", ""),
    ("Space or click", "include it, or leave it out"),
    ("Delete", "take it out"),
    ("In the panel", ""),
    ("Enter or click", "photos that are so; again to undo"),
    ("Minus, or Ctrl or Alt and click", "photos that are not so"),
    ("In the lists of albums and saved searches", ""),
    ("Enter, F2, Del", "show, rename, delete"),
    ("On the timeline", ""),
    ("Up, Down, Page Up, Page Down", "go by months, by years"),
    ("On an open photo", ""),
    ("Left, Right, Space, wheel", "go through the photos"),
    ("Z or double click", "pixel for pixel; drag to move"),
    ("I", "show or hide the facts"),
    ("T", "add a tag"),
    ("D", "describe it in your own words"),
    ("L", "write its alt text"),
    ("B", "show what was found, or no longer"),
    ("Tab to a tag, then Enter, or click it", "why it is there, and where"),
    ("Esc or Backspace", "back to the photos"),
    ("Among near duplicates", ""),
    ("Up and Down, Left and Right", "go through the groups, the photos"),
    ("Space", "the photo stays, or goes to the trash"),
    ("Del", "move what is to go to the trash"),
    ("N", "these are no duplicates"),
    ("S", "skip this group"),
    ("Wheel, drag, double click", "see all of them nearer"),
    ("In the panel that edits photos", ""),
    ("Down, then plus or minus", "add a tag to all, take it off all; again: leave it as it is"),
    ("Ctrl and Enter", "apply"),
    ("Among files that say otherwise", ""),
    ("Up and Down", "go through the photos"),
    ("F, K, S", "take what the file says, keep what you said, skip it"),
    ("On the page of review", ""),
    ("Y, N", "the tag is right, or wrong"),
    ("S", "skip it for now"),
    ("Left, Right, then Space; or a click", "leave out one of the photos that look alike"),
    ("On the page that teaches a tag", ""),
    ("Y, N, S", "it is one, it is none, skip it"),
    ("Plus, minus, Del", "selected photos: an example, a counter-example, neither; or drag them"),
    ("Among what newer models would change", ""),
    ("Up and Down", "go through the tags"),
    ("A, K", "approve it, keep it as it is"),
    ("On the map", ""),
    ("Arrows, plus and minus", "move it, nearer and farther"),
    ("Tab, then Enter", "go through the places, show one's photos"),
)


_WRITING = {
    "add_folder", "scan_again", "back_up", "rate", "flag", "label", "undo", "redo", "add_to_album", "new_album",
    "take_out", "move_in_album", "save_search", "quick_tag", "paste_tags",
}  # fmt: skip
"""What cannot be done where nothing may be written. Dialogs can be looked at, and say so themselves."""


def lock(commands: Mapping[str, QAction], why: str) -> None:
    """Take away what cannot be done, with the reason."""
    for name, action in commands.items():
        if name.split(":")[0] in _WRITING:
            action.setEnabled(False)
            action.setToolTip(why)


def make_menus(window: QMainWindow, *able: QObject) -> dict[str, QAction]:
    """Fill the menu bar: each command is done by the first of `able` that can. Returns the actions by method."""
    made: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    for command in COMMANDS:
        menu = _menu(command.menu, menus, window)
        if command.separated:
            menu.addSeparator()
        action = QAction(translated(command.text), window, checkable=command.checkable)
        action.setShortcuts(list(shortcuts(command)))
        signal = action.toggled if command.checkable else action.triggered
        does = next(getattr(one, command.method) for one in able if hasattr(one, command.method))
        signal.connect(does if command.value is None else _with(does, command.value))
        menu.addAction(action)
        made[command.name] = action
    made["quit"].setMenuRole(QAction.MenuRole.QuitRole)
    made["show_about"].setMenuRole(QAction.MenuRole.AboutRole)
    return made


def _menu(path: str, menus: dict[str, QMenu], window: QMainWindow) -> QMenu:
    """The menu of a path, made where it is not yet there."""
    if path not in menus:
        above, _, name = path.rpartition("/")
        around = _menu(above, menus, window) if above else window.menuBar()
        menus[path] = around.addMenu(translated(name))
        menus[path].setToolTipsVisible(True)
    return menus[path]


def _with(does: Callable[[str], None], value: str) -> Callable[[], None]:
    return lambda: does(value)


def shortcuts(command: Command) -> Iterator[QKeySequence]:
    """Its keys on this platform."""
    for key in command.keys:
        yield from [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)[:1]
