package redoubt.encryption.census;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.encryption.envelope.Decryption;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.KeyAway;
import redoubt.encryption.envelope.Opener;

/** Opens samples and forgets at once what they say. */
final class Prover implements AutoCloseable {
  private static final int MOST_SEEDS = 100_000;

  private final SeedCache opener;
  private final Sampling sampling;
  private final int mostListed;
  private final Set<Envelope> known = new HashSet<>();
  private final List<Opening.Failed> failed = new ArrayList<>();
  private long dice = ByteBuffer.wrap(Randomness.bytes(8)).getLong();
  private long tried;
  private long opened;
  private long unanswered;

  Prover(Opener opener, Sampling sampling, int mostListed) {
    this.opener = new SeedCache(opener);
    this.sampling = sampling;
    this.mostListed = mostListed;
  }

  /** Returns whether it was opened. */
  boolean object(byte[] key, String name, MemorySegment value, Envelope envelope) {
    if (!opener.opens(envelope.format()) || !isSample(envelope)) {
      return false;
    }
    try {
      Decryption.open(value, key, opener).close();
      tried++;
      opened++;
      return true;
    } catch (KeyAway e) {
      unanswered++;
    } catch (Failure e) {
      tried++;
      if (failed.size() < mostListed) {
        failed.add(new Opening.Failed(name, e.code()));
      }
    }
    return false;
  }

  private boolean isSample(Envelope envelope) {
    if (known.size() < MOST_SEEDS && known.add(envelope)) {
      return true;
    }
    // SplitMix64: which objects are looked at cannot be known before.
    dice += 0x9E3779B97F4A7C15L;
    long mixed = (dice ^ (dice >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return Long.remainderUnsigned(mixed ^ (mixed >>> 31), sampling.oneOf()) == 0;
  }

  Opening outcome() {
    return new Opening(tried, opened, new Listing<>(tried - opened, failed), unanswered);
  }

  @Override
  public void close() {
    opener.close();
  }
}
