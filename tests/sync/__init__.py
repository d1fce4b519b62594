"""The queue against the real sandbox rules in virtual time, and over real sockets."""
