"""Every sentence that a user can read, in one place; imports nothing else and decides nothing."""

from harvest_widget.words.acts import *
from harvest_widget.words.command_line import *
from harvest_widget.words.day import *
from harvest_widget.words.editor import *
from harvest_widget.words.errors import *
from harvest_widget.words.signing_in import *
