package redoubt.oci.client;

import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** What can go wrong with a registry that somebody else runs. */
final class ClientFailures {
  private ClientFailures() {}

  static Failure badLogin() {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.bad-login",
        "That is no login for a registry.",
        "Give a name without a colon and a password, each in one line.");
  }

  static Failure badAddress() {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.bad-registry",
        "That is no address of a registry.",
        "Write https://HOST or https://HOST:PORT; http:// goes to this machine alone, or to a host"
            + " that is named as insecure.");
  }

  static Failure badImage() {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.bad-image",
        "That is no name of an image.",
        "Write HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST.");
  }

  static Failure unreachable(@Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "oci.registry-unreachable",
        "The other registry did not answer.",
        "Look whether it runs, whether this machine reaches it, and who signed its certificate.",
        cause);
  }

  static Failure tooSlow() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "oci.registry-too-slow",
        "The other registry did not answer in the time that it has.",
        "Try again later; what came is kept where the command can go on with it.");
  }

  static Failure failing(int status) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "oci.registry-failing",
        "The other registry answered " + status + ", again and again.",
        "Try again later, or ask who runs it.");
  }

  static Failure throttles() {
    return new Failure(
        Failure.Kind.TOO_MANY,
        "oci.registry-throttles",
        "The other registry takes no more calls for now.",
        "Try again later, or log in to it: many registries allow more to who does.");
  }

  static Failure denied() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "oci.registry-denied",
        "The other registry does not let this be pulled, or has nothing of that name.",
        "Check the name, and the login that is used for it.");
  }

  static Failure realmRefused(String host) {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "oci.realm-refused",
        "The other registry wants its password told to another host, " + host + ".",
        "If that host is right, name it beside the login: realms, in the credentials file.");
  }

  static Failure notThere() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "oci.no-such-image",
        "The other registry has nothing of that name.",
        "Check the repository, and the tag or digest.");
  }

  static Failure differs() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "oci.content-differs",
        "What the other registry sent is not what its digest or size says.",
        "Try again; if it stays so, that registry's content is damaged or forged.");
  }

  static Failure oddAnswer(String why) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "oci.odd-answer",
        "The other registry's answer cannot be used: " + why + ".",
        "Check that the address is one of a registry.");
  }
}
