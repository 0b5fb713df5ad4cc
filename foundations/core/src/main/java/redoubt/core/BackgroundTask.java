package redoubt.core;

import java.time.Duration;

/**
 * Work that time does for a room. Of all servers on one database, one runs it at a time. It must be
 * idempotent: it can be cut off anywhere and is then run again.
 */
public record BackgroundTask(String name, Duration every, Runnable work) {}
