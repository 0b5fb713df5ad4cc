package redoubt.encryption.check;

/**
 * One thing that an API server relies on.
 *
 * @param id stable, such as {@code encrypt.key-id}
 * @param claim what a good plugin does, in one sentence
 */
record Check(String id, String claim, Attempt attempt) {
  /** Tries whether it holds; a call that fails, fails the check. */
  interface Attempt {
    Observation of(Trial trial) throws InterruptedException;
  }
}
