package redoubt.registry.upstream;

import redoubt.core.Failure;

/** What can go wrong with namespaces of other registries. */
final class UpstreamFailures {
  private UpstreamFailures() {}

  static Failure badUpstream() {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.bad-upstream",
        "That is no address of a registry.",
        "Write https://HOST or https://HOST:PORT, without a path.");
  }

  static Failure noUpstream() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.no-upstream",
        "The images of this namespace are of no other registry.",
        "Say of which: redoubt namespace upstream NAME URL.");
  }

  static Failure hasImages() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "registry.has-images",
        "The namespace has images of its own.",
        "Add a namespace for the images of another registry.");
  }

  static Failure isUpstreams() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "registry.is-upstreams",
        "The images of this namespace are those of another registry; nobody pushes to it.",
        "Push to another namespace.");
  }

  static Failure waits() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "registry.upstream-waits",
        "The blob is still being fetched from the other registry.",
        "Try again in a while.");
  }

  static Failure busy() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "registry.upstream-busy",
        "Too many callers wait for other registries at the moment.",
        "Try again in a while; what is here already is served.");
  }

  static Failure notForVisitors() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.no-image",
        "The repository has no such image that may be pulled without a login.",
        "Log in, so that it is fetched from the other registry.");
  }
}
