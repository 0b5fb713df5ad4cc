package redoubt.crypto.hsm;

/** A call of the library that did not return CKR_OK. */
final class Pkcs11Error extends Exception {
  private static final long serialVersionUID = 1;

  static final long GENERAL_ERROR = 0x05;
  static final long FUNCTION_FAILED = 0x06;
  static final long DATA_LEN_RANGE = 0x21;
  static final long ENCRYPTED_DATA_INVALID = 0x40;
  static final long ENCRYPTED_DATA_LEN_RANGE = 0x41;
  static final long KEY_HANDLE_INVALID = 0x60;
  static final long OBJECT_HANDLE_INVALID = 0x82;
  static final long PIN_INCORRECT = 0xa0;
  static final long PIN_INVALID = 0xa1;
  static final long PIN_LEN_RANGE = 0xa2;
  static final long PIN_LOCKED = 0xa4;
  static final long USER_ALREADY_LOGGED_IN = 0x100;
  static final long CRYPTOKI_NOT_INITIALIZED = 0x190;
  static final long CRYPTOKI_ALREADY_INITIALIZED = 0x191;

  private final long code;

  Pkcs11Error(String function, long code) {
    super("%s returned 0x%x".formatted(function, code));
    this.code = code;
  }

  long code() {
    return code;
  }

  /** The handle names nothing any more. */
  boolean isStaleHandle() {
    return code == KEY_HANDLE_INVALID || code == OBJECT_HANDLE_INVALID;
  }

  /** What libraries answer when a tag does not fit; some of it can mean trouble as well. */
  boolean mayMeanTampered() {
    return code == GENERAL_ERROR
        || code == FUNCTION_FAILED
        || code == DATA_LEN_RANGE
        || code == ENCRYPTED_DATA_INVALID
        || code == ENCRYPTED_DATA_LEN_RANGE;
  }

  boolean isBadPin() {
    return code == PIN_INCORRECT
        || code == PIN_INVALID
        || code == PIN_LEN_RANGE
        || code == PIN_LOCKED;
  }
}
