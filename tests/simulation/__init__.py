"""Seeded simulations of the program without its windows, in virtual time; no sockets, no sleep."""
