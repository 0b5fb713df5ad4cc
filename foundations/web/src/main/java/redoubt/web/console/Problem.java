package redoubt.web.console;

/** What a failed call shows: what happened, what to do, and the ids to ask with. */
public record Problem(int status, String what, String remedy, String code, String correlationId) {}
