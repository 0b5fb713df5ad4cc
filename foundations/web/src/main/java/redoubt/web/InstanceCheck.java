package redoubt.web;

/**
 * A rule of an instance that holds for every call that names it, for example from which addresses
 * it may come. Runs after the caller's roles were checked.
 */
@FunctionalInterface
public interface InstanceCheck {
  /** Returns if the call may go on, else throws a {@link redoubt.core.Failure}. */
  void check(Route route, Request request);
}
