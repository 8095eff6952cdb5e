"""What a command has a worker compute outside the queue: every module here is one such computation, named like it."""
