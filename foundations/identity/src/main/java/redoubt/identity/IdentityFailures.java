package redoubt.identity;

import redoubt.core.Failure;
import redoubt.web.Part;

/** The room's errors. Texts never hold what the caller sent. */
final class IdentityFailures {
  private IdentityFailures() {}

  /** The same for a key that is unknown, malformed, revoked or wrong. */
  static Failure badApiKey() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.bad-apikey",
        "Provided API key could not be found.",
        "Check that the API key is whole (rdt_…) and was not revoked.");
  }

  static Failure apiKeyExpired() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.apikey-expired",
        "The API key has expired.",
        "Make a new API key.");
  }

  static Failure badLogin() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.bad-login",
        "The Authorization header cannot be read.",
        "Send Basic with iamapikey and an API key, or Bearer with a token from /identity/token.");
  }

  static Failure tooManyScopes() {
    return new Failure(
        Failure.Kind.INVALID,
        "identity.too-many-scopes",
        "The token would be longer than 4 KiB.",
        "Ask for fewer repositories at once.");
  }

  static Failure visitor() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.visitor",
        "The token signs nobody in.",
        "Get a token with an API key.");
  }

  static Failure badToken() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.bad-token",
        "The token was not made by this server or was changed.",
        "Get a token from /identity/token with an API key.");
  }

  static Failure tokenExpired() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.token-expired",
        "The token has expired.",
        "Get a new token from /identity/token with an API key.");
  }

  static Failure tokenFromTheFuture() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.token-from-the-future",
        "The token was issued later than this server's clock says it is.",
        "Check the clocks of the servers, then get a new token.");
  }

  static Failure revoked() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "identity.revoked",
        "The API key behind the token was revoked or its user deleted.",
        "Get a token with an API key that is live.");
  }

  static Failure forbidden() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "identity.forbidden",
        "The credential does not allow this action.",
        "Ask an administrator.");
  }

  static Failure noSuch(String noun) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "identity.no-such-" + noun,
        "There is no such " + noun + ".",
        "Check its id; it may have been deleted.");
  }

  static Failure nameTaken(String noun) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "identity.name-taken",
        "Another " + noun + " has this name.",
        "Choose another name; case makes no difference.");
  }

  static Failure badName() {
    return new Failure(
        Failure.Kind.INVALID,
        "identity.bad-name",
        "The name cannot be used.",
        "Use 1 to 90 letters, digits, spaces or any of . _ @ + - : / starting and ending with a"
            + " letter or digit; a uuid is no name.");
  }

  static Failure badPart(Part.Kind kind) {
    return switch (kind) {
      case RING ->
          new Failure(
              Failure.Kind.INVALID,
              "identity.bad-ring",
              "The key ring's id cannot be.",
              "Use 2 to 100 letters, digits, - or _.");
      case NAMESPACE ->
          new Failure(
              Failure.Kind.INVALID,
              "identity.bad-namespace",
              "The namespace's name cannot be.",
              "Use up to 255 small letters and digits, with . _ __ or - between them.");
      case REPOSITORY ->
          new Failure(
              Failure.Kind.INVALID,
              "identity.bad-repository",
              "The repository's name cannot be.",
              "Use up to 255 characters: the namespace, a slash and the rest, each of small letters"
                  + " and digits with . _ __ or - between them.");
    };
  }

  static Failure badRole() {
    return new Failure(
        Failure.Kind.INVALID,
        "identity.bad-role",
        "There is no such role to grant.",
        "Grant READER, READER_PLUS, WRITER, MANAGER or KEY_PURGE; administrators are made with"
            + " the user.");
  }

  static Failure roleNotHeld() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "identity.role-not-held",
        "A manager can grant only roles that they hold in the whole instance.",
        "Ask an administrator, or someone who holds that role.");
  }

  static Failure grantExists() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "identity.grant-exists",
        "The user holds this role there already.",
        "Nothing is to be done.");
  }

  static Failure limit(String what, int most) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "identity.limit",
        "There are " + most + " " + what + " already, and no more can be.",
        "Delete some that are not used.");
  }

  static Failure lastAdministrator() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "identity.last-administrator",
        "This is the last administrator.",
        "Make another administrator first.");
  }

  static Failure badExpiry() {
    return new Failure(
        Failure.Kind.INVALID,
        "identity.bad-expiry",
        "The API key would have expired already.",
        "Send a time in the future, or none.");
  }

  static Failure outlivesItsMaker() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "identity.outlives-its-maker",
        "An API key that expires cannot make one that lives longer than itself.",
        "Send an expiresAt that is no later, or use an API key that lives longer.");
  }
}
