package redoubt.keys;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import redoubt.core.Failure;

/**
 * The reason codes of the Key Protect API, which clients match on. Each is a {@link Failure} here:
 * {@code KEY_NOT_FOUND_ERR} has the code {@code keys.key-not-found-err}.
 */
public enum KeyProtectError {
  BAD_BODY_ERR(
      Failure.Kind.INVALID,
      "Invalid body data was passed: Please ensure the data passed had valid formatting with no"
          + " invalid characters",
      "Correct the body and send it again."),
  NO_BODY_ERR(Failure.Kind.INVALID, "Missing body in request", "Send the resource as a JSON body."),
  INVALID_FIELD_ERR(
      Failure.Kind.INVALID, "A field has a value that is not allowed", "Correct the named field."),
  BAD_HEADER_ERR(
      Failure.Kind.INVALID,
      "A header is missing or malformed",
      "Send the instance's id as Bluemix-Instance."),
  INVALID_QUERY_PARAM_ERR(
      Failure.Kind.INVALID,
      "A query parameter has a value that is not allowed",
      "Correct the named parameter."),
  COLLECTION_TOTAL_MISMATCH_ERR(
      Failure.Kind.INVALID,
      "Collection total does not match number of resources",
      "Set metadata.collectionTotal to the number of resources."),
  BODY_QUERY_PARAM_MISMATCH_ERR(
      Failure.Kind.INVALID,
      "Data in body does not match data required by query parameter",
      "Send the policy that the query parameter names."),
  NUM_COLLECTION_RESOURCE_ERR(
      Failure.Kind.INVALID,
      "Only a single instance policy may be created per query parameter: Please pass single"
          + " resource object",
      "Send one resource, or leave the query parameter out."),
  KEY_ROOT_REQ_ERR(
      Failure.Kind.INVALID,
      "Requested action can only be completed with a root key",
      "Name a key that was created with extractable false."),
  KEY_IMPT_REQ_ERR(
      Failure.Kind.INVALID,
      "Only imported keys may be restored",
      "Leave the key material out, or name an imported key."),
  KEY_EXPIRED_ERR(
      Failure.Kind.INVALID,
      "The action could not be performed on the key because the key is expired",
      "Use another key: an expiration date is final."),
  KEY_RESTORE_EXPIRED(
      Failure.Kind.INVALID,
      "Key restoration has expired",
      "Create a new key: a key can be restored for 30 days after its deletion."),
  KEY_PAYLOAD_REQ_ERR(
      Failure.Kind.INVALID,
      "This root key was created with user-supplied key material: Key material is required to"
          + " perform a 'rotate' action",
      "Send new key material as payload."),
  KEY_SEARCH_TOO_BROAD(
      Failure.Kind.INVALID,
      "The search matches too many keys",
      "Narrow the search, or use a filter."),
  INCORRECT_NONCE_ERR(
      Failure.Kind.INVALID,
      "The encrypted nonce given does not match existing record: Please ensure the correct nonce"
          + " was given in the request",
      "Encrypt the nonce of the current import token, with a fresh iv."),
  INCORRECT_NONCE_IV_ERR(
      Failure.Kind.INVALID,
      "The provided encrypted nonce was not encrypted with the key material given OR the provided"
          + " IV does not match the encrypted nonce",
      "Encrypt the nonce with AES-GCM under the key that is imported, and send its 12-byte iv."),
  BEARER_SUB_EXTRACTION_ERR(
      Failure.Kind.INVALID,
      "Extracting the subject from the bearer token failed: Make sure the bearer token passed is"
          + " the correct one (and correct format) and is allowed to perform requested actions",
      "Get a token for an API key from /identity/token."),
  UNAUTHORIZED_ERR(
      Failure.Kind.UNAUTHENTICATED,
      "The user does not have access to the specified resource",
      "Use a fresh token, and ask for a role that allows the action here."),
  CONFIG_RULE_CONFLICT_ERR(
      Failure.Kind.FORBIDDEN,
      "Requested change is not compliant with configuration rules",
      "Change the rule first, or leave things as they are."),
  RESOURCE_OWNER_ERR(
      Failure.Kind.FORBIDDEN,
      "The resource(s) queried does not belong to the service",
      "Name a resource of the calling service."),
  SERVICE_ONLY_ERR(
      Failure.Kind.FORBIDDEN,
      "This action can only be done by a service (service to service)",
      "Call as a service user."),
  FEATURE_RESTRICTED_ERR(
      Failure.Kind.FORBIDDEN,
      "This action is not permitted on this resource",
      "Ask an administrator to enable the feature."),
  KEY_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND,
      "Key does not exist",
      "Check the key's id or alias, the instance and the key ring."),
  KEY_RING_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND, "Key ring does not exist", "Create the key ring, or name another."),
  ALIAS_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND, "Alias does not exist", "Check the alias and the key."),
  IMPORT_TOKEN_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND, "Import token does not exist", "Create an import token first."),
  INSTANCE_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND, "Instance does not exist", "Check the header Bluemix-Instance."),
  REGISTRATION_NOT_FOUND_ERR(
      Failure.Kind.NOT_FOUND,
      "Registration does not exist",
      "Check the key and the CRN of the resource."),
  NOT_FOUND_ERR(Failure.Kind.NOT_FOUND, "There is no such resource", "Check method and path."),
  KEY_DELETED_ERR(
      Failure.Kind.GONE,
      "Key has already been deleted: Please delete references to this key",
      "Restore the key within 30 days of its deletion, or use another."),
  KEY_ACTION_INVALID_STATE_ERR(
      Failure.Kind.CONFLICT,
      "Key is not in a valid state",
      "Bring the key into a state that allows the action."),
  AUTHORIZATIONS_NOT_MET(
      Failure.Kind.CONFLICT,
      "Number of authorizations required to delete is not met",
      "Let one person set the key for deletion and another delete it within 7 days."),
  PROTECTED_RESOURCE_ERR(
      Failure.Kind.CONFLICT,
      "Key is protecting one or more cloud resources",
      "Remove the registrations of the key, or delete with force=true."),
  PREV_KEY_DEL_ERR(
      Failure.Kind.CONFLICT,
      "The key cannot be deleted because it's protecting a cloud resource that has a retention"
          + " policy: Before you delete this key, contact an account owner to remove the retention"
          + " policy on each resource that is associated with the key",
      "End the registrations that have preventKeyDeletion."),
  NOT_DUAL_AUTH_ERR(
      Failure.Kind.CONFLICT,
      "The key is not dual auth enabled and cannot be set for deletion",
      "Delete the key, or set a dual authorization policy first."),
  KEY_ROTATION_NOT_PERMITTED(
      Failure.Kind.CONFLICT,
      "This root key has been rotated within the last hour: Only one 'rotate' action per hour is"
          + " permitted",
      "Rotate again one hour after the last rotation."),
  REQ_TOO_EARLY_ERR(
      Failure.Kind.CONFLICT,
      "The key was updated recently: Please wait and try again",
      "Wait and try again."),
  IMPORT_TOKEN_EXPIRED_ERR(
      Failure.Kind.CONFLICT, "The import token has expired", "Create a new import token."),
  KEY_CREATE_IMPORT_ACCESS_ERR(
      Failure.Kind.CONFLICT,
      "KeyCreateImportAccess instance policy does not allow this action",
      "Create or import in a way that the instance's policy allows, or change the policy."),
  INCOMPLETE_METADATA_ERR(
      Failure.Kind.CONFLICT,
      "Key metadata became corrupted: Please delete this key",
      "Delete the key and create another."),
  ALIAS_EXISTS_ERR(
      Failure.Kind.CONFLICT,
      "The alias is in use in this instance",
      "Choose another alias, or delete it from the key that has it."),
  ALIAS_LIMIT_ERR(
      Failure.Kind.CONFLICT,
      "There are too many aliases",
      "Delete an alias: 5 a key and 1000 an instance are allowed."),
  KEY_RING_EXISTS_ERR(
      Failure.Kind.CONFLICT, "A key ring of that name exists", "Choose another name."),
  KEY_RING_LIMIT_ERR(
      Failure.Kind.CONFLICT,
      "There are too many key rings",
      "Delete a key ring: 50 an instance are allowed."),
  KEY_RING_NOT_EMPTY_ERR(
      Failure.Kind.CONFLICT,
      "The key ring has keys",
      "Move or delete its keys; force=true deletes a ring whose keys are all destroyed."),
  KEY_RING_FIXED_ERR(
      Failure.Kind.CONFLICT,
      "The default key ring can neither be created nor deleted",
      "Name another key ring."),
  REGISTRATION_EXISTS_ERR(
      Failure.Kind.CONFLICT,
      "The resource is registered with this key already",
      "Change the registration instead."),
  BODY_TOO_LARGE_ERR(Failure.Kind.TOO_LARGE, "The body is too large", "Send less in one request."),
  KEY_INVALID_STATE_ERR(
      Failure.Kind.UNPROCESSABLE, "Key is not in a valid state", "Name an active key."),
  KEY_ROOT_REQ_REG_ERR(
      Failure.Kind.UNPROCESSABLE,
      "Requested action can only be completed with a root key",
      "Name a key that was created with extractable false."),
  KEY_VERSION_INVALID(
      Failure.Kind.UNPROCESSABLE,
      "This request requires that the key version is later than current registration key version",
      "Name the key's newest version."),
  UNPROCESSABLE_CIPHERTEXT_ERR(
      Failure.Kind.UNPROCESSABLE,
      "The provided ciphertext is invalid or corrupted",
      "Send the ciphertext as wrap returned it, with the same key and additional data."),
  INVALID_SIG_EXP_ERR(
      Failure.Kind.UNPROCESSABLE, "Signature is invalid", "Sign the request again."),
  TOO_MANY_REQUESTS_ERR(Failure.Kind.TOO_MANY, "Too many requests", "Wait and try again."),
  NOT_SUPPORTED_ERR(
      Failure.Kind.NOT_SUPPORTED,
      "This server does not offer the feature",
      "See docs/key-protect-compatibility.md for what is offered."),
  INTERNAL_ERR(
      Failure.Kind.INTERNAL,
      "The request could not be completed",
      "Try again; give the correlation id to the operator if it persists."),
  UNAVAILABLE_ERR(
      Failure.Kind.UNAVAILABLE, "The service cannot do this at the moment", "Try again shortly.");

  private static final String PREFIX = "keys.";

  private final Failure.Kind kind;
  private final String message;
  private final String remedy;

  KeyProtectError(Failure.Kind kind, String message, String remedy) {
    this.kind = kind;
    this.message = message;
    this.remedy = remedy;
  }

  public Failure.Kind kind() {
    return kind;
  }

  /** The text that clients know, without a full stop. */
  public String message() {
    return message;
  }

  public String remedy() {
    return remedy;
  }

  /** The stable code of the failure: {@code keys.} and this name in lower case. */
  public String code() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The error that has this code. */
  public static Optional<KeyProtectError> withCode(String code) {
    return Arrays.stream(values()).filter(error -> error.code().equals(code)).findFirst();
  }

  public KeyFailure failure() {
    return new KeyFailure(this, message, null);
  }

  /**
   * @param detail follows the message after a colon; neither secret nor input
   */
  public KeyFailure failure(String detail) {
    return new KeyFailure(this, message + ": " + detail, null);
  }

  /** {@code INVALID_FIELD_ERR}: The field 'name' must be: rule. */
  public static KeyFailure field(String name, String rule) {
    return new KeyFailure(INVALID_FIELD_ERR, "The field '" + name + "' must be: " + rule, name);
  }

  /** {@code INVALID_QUERY_PARAM_ERR}: The query_param 'name' must be: rule. */
  public static KeyFailure queryParameter(String name, String rule) {
    return new KeyFailure(
        INVALID_QUERY_PARAM_ERR, "The query_param '" + name + "' must be: " + rule, name);
  }
}
