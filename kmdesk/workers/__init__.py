"""One framed wire to every process that may be killed, and the limits those processes run under."""
