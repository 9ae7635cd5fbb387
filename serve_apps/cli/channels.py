"""`yimen channels`: the keys of outside channels, in the secrets file of this machine."""

from actors.systems.npc_motions.clue import OutsideChannel
from serve_apps.front.secrets_file import key_of, new_key
from serve_apps.front.settings import read_settings
from serve_apps.systems.npc_motions.channel_keys import party


def show(channel: OutsideChannel) -> int:
    """Print the key of `channel` as hexadecimal digits; return the exit status."""
    print(key_of(read_settings().secrets_file, party(channel)).hex())
    return 0


def rotate(channel: OutsideChannel) -> int:
    """Replace the key of `channel` and print the new one; return the exit status."""
    print(new_key(read_settings().secrets_file, party(channel)).hex())
    return 0
