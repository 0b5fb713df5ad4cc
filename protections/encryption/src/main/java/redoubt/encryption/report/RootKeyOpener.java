package redoubt.encryption.report;

import java.util.HashMap;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.envelope.KeyAway;
import redoubt.encryption.envelope.Opener;
import redoubt.encryption.envelope.SealedSeed;

/**
 * Unwraps seeds as the cluster's plugins do, without one: by the root keys themselves. Each local
 * key is unwrapped once, also one that does not unwrap, and {@link #MOST} at most, whatever lies in
 * etcd; all are zeroed when this is closed. For one thread.
 */
final class RootKeyOpener implements Opener, AutoCloseable {
  /** Most local keys; each costs one use of a root key, or two. */
  static final int MOST = 2000;

  private final RootKeys keys;
  private final Cluster cluster;
  private final String actor;
  private final Map<WrappedLocalKey, Answer> answers = new HashMap<>();

  private sealed interface Answer {
    record Opened(SecretBytes key, String name) implements Answer {}

    record Refusal(Failure failure) implements Answer {}
  }

  /**
   * @param actor in whose name keys are used, as the ledger records it
   */
  RootKeyOpener(RootKeys keys, Cluster cluster, String actor) {
    this.keys = keys;
    this.cluster = cluster;
    this.actor = actor;
  }

  @Override
  public SecretBytes open(SealedSeed seed) {
    LocalKeyBox box =
        LocalKeyBox.of(seed)
            .orElseThrow(() ->
                new Failure(
                    Failure.Kind.UNPROCESSABLE,
                    "encryption.foreign-plugin",
                    "This was not encrypted by a plugin of this server, or was changed since.",
                    "Look which provider wrote the object; restore it from a backup if it was"
                        + " damaged."));
    return switch (answer(box.key())) {
      case Answer.Opened(SecretBytes key, String name) -> box.open(key, name);
      case Answer.Refusal(Failure failure) -> throw failure;
    };
  }

  private Answer answer(WrappedLocalKey key) {
    Answer known = answers.get(key);
    if (known != null) {
      return known;
    }
    if (answers.size() == MOST) {
      return new Answer.Refusal(new KeyAway(tooMany()));
    }
    Answer fresh = ask(key);
    answers.put(key, fresh);
    return fresh;
  }

  /** Plugins name the cluster as they were told to: by its name, or by its id. */
  private Answer ask(WrappedLocalKey key) {
    Answer byName = ask(key, cluster.name());
    boolean isKnown =
        byName instanceof Answer.Opened || byName instanceof Answer.Refusal(KeyAway _);
    return isKnown || !(ask(key, cluster.id().toString()) instanceof Answer.Opened byId)
        ? byName
        : byId;
  }

  private Answer ask(WrappedLocalKey key, String name) {
    try {
      return new Answer.Opened(
          keys.unwrap(cluster.tenant(), key.rootKey(), key.wrapped(), key.aad(name), actor), name);
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.UNAVAILABLE
          || e.kind() == Failure.Kind.INTERNAL
          || e.kind() == Failure.Kind.TOO_MANY) {
        // Says nothing of the object: whoever takes the ledger is to be told, and try again.
        throw new Unanswered(e);
      }
      if (e.kind() == Failure.Kind.CONFLICT || e.kind() == Failure.Kind.GONE) {
        return new Answer.Refusal(new KeyAway(e));
      }
      return new Answer.Refusal(e);
    }
  }

  private static Failure tooMany() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "encryption.too-many-local-keys",
        "Objects are under more than " + MOST + " local keys, and the others were not tried.",
        "Rewrite them under few: redoubt encryption migrate NAME; then take a new ledger.");
  }

  /** Ends the reading: no sample may count as one that does not open. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    Unanswered(Failure failure) {
      super(failure);
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }

  private static void zero(Answer answer) {
    if (answer instanceof Answer.Opened(SecretBytes key, String _)) {
      key.close();
    }
  }

  @Override
  public void close() {
    answers.values().forEach(RootKeyOpener::zero);
    answers.clear();
  }
}
