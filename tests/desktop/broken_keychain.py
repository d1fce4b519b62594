"""A keychain that is there and does not work, for the tests that want to read about it."""

from keyring.backend import KeyringBackend


class Broken(KeyringBackend):
    """Fails at whatever it is asked."""

    priority = 9

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002
        raise OSError("its file is damaged")

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002
        raise OSError("its file is damaged")

    def delete_password(self, service: str, username: str) -> None:  # noqa: ARG002
        raise OSError("its file is damaged")
