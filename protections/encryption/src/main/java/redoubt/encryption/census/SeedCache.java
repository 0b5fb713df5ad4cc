package redoubt.encryption.census;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Format;
import redoubt.encryption.envelope.Opener;
import redoubt.encryption.envelope.SealedSeed;

/** Asks for each seed once, also for one that does not open; zeroes the seeds when it is closed. */
final class SeedCache implements Opener, AutoCloseable {
  private static final int MOST = 1024;

  private final Opener opener;
  private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

  SeedCache(Opener opener) {
    this.opener = opener;
  }

  private sealed interface Answer {
    record Seed(SecretBytes bytes) implements Answer {}

    record Refusal(Failure failure) implements Answer {}
  }

  @Override
  public SecretBytes open(SealedSeed seed) {
    if (seed.format() == Format.KMS_V1) {
      // Each object has a data key of its own.
      return opener.open(seed);
    }
    String name = name(seed);
    Answer answer = answers.get(name);
    if (answer == null) {
      answer = ask(seed);
      answers.put(name, answer);
      if (answers.size() > MOST) {
        forgetEldest();
      }
    }
    return switch (answer) {
      case Answer.Seed(SecretBytes bytes) -> bytes.copy();
      case Answer.Refusal(Failure failure) -> throw failure;
    };
  }

  private Answer ask(SealedSeed seed) {
    try {
      return new Answer.Seed(opener.open(seed));
    } catch (Failure e) {
      return new Answer.Refusal(e);
    }
  }

  private void forgetEldest() {
    Map.Entry<String, Answer> eldest = answers.firstEntry();
    answers.remove(eldest.getKey());
    zero(eldest.getValue());
  }

  private static String name(SealedSeed seed) {
    StringBuilder all = new StringBuilder(Hash.sha256Hex(seed.wrapped()));
    all.append(' ').append(seed.provider()).append(' ').append(seed.keyId());
    seed.annotations()
        .forEach(
            (key, value) -> all.append(' ').append(key).append('=').append(Hash.sha256Hex(value)));
    return Hash.sha256Hex(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public SecretBytes localKey(Format format, String name) {
    return opener.localKey(format, name);
  }

  @Override
  public boolean opens(Format format) {
    return opener.opens(format);
  }

  private static void zero(Answer answer) {
    if (answer instanceof Answer.Seed(SecretBytes bytes)) {
      bytes.close();
    }
  }

  @Override
  public void close() {
    answers.values().forEach(SeedCache::zero);
    answers.clear();
  }
}
