package redoubt.web;

import java.util.Optional;
import redoubt.core.Failure;

/**
 * What differs between the APIs that share the port: the shape of errors, the place of the tenant.
 */
public interface ApiStyle {
  /** The answer to a failed call. Never carries a stack trace or a secret. */
  Response failure(Failure failure, Request request);

  /** The instance that the request names, if it names one. */
  Optional<String> instance(Request request);

  /** Name under which the ledger knows the call; an API may name more than one action by a path. */
  default String action(Route route, Request request) {
    return route.action();
  }

  /**
   * Whether the failure belongs into the ledger. An API whose clients ask what is there before they
   * do anything says which answers are no more than that.
   */
  default boolean isRefusal(Request request, Failure failure) {
    return true;
  }

  /**
   * The token that the request shows: that of {@code Authorization: Bearer}; the console reads it
   * off a cookie.
   *
   * @throws Failure when the request shows one in a way that must not be trusted
   */
  default Optional<String> bearer(Request request) {
    return request
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  /** Our own APIs: RFC 9457 problem+json, instance in the path as {@code {instance}}. */
  static ApiStyle redoubt() {
    return ProblemStyle.INSTANCE;
  }
}
