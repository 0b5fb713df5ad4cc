package redoubt.web;

import java.util.Optional;
import redoubt.core.Failure;

/**
 * Port of the web: told of every call that was refused or failed, before the answer leaves. Rooms
 * record what they did; the web records what was not done, so that no handler has to.
 */
@FunctionalInterface
public interface RefusalLog {
  void refused(Route route, Request request, Optional<Principal> caller, Failure failure);
}
