package redoubt.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Small changes of seeds, in the same order every time. */
final class Changes {
  private static final byte[] TELLING = {
    0, 1, -1, 127, -128, ' ', '\n', '"', '\\', '%', '/', '=', '-', '+', ',', '.', ':', '0', '9', '{'
  };

  private final List<byte[]> seeds;
  private final Random random = new Random(20_261_122);

  Changes(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] changed = seed();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      changed = change(changed);
    }
    return changed;
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size())).clone();
  }

  private byte[] change(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int end = at + random.nextInt(Math.min(20, input.length - at) + 1);
    return switch (random.nextInt(6)) {
      case 0 ->
          splice(
              input, at, new byte[] {(byte) random.nextInt(256)}, Math.min(at + 1, input.length));
      case 1 -> splice(input, at, new byte[] {telling()}, Math.min(at + 1, input.length));
      case 2 -> splice(input, at, new byte[] {telling()}, at);
      case 3 -> splice(input, at, new byte[0], end);
      case 4 -> splice(input, at, java.util.Arrays.copyOfRange(input, at, end), at);
      default -> {
        byte[] other = seed();
        int from = random.nextInt(other.length + 1);
        yield splice(input, at, java.util.Arrays.copyOfRange(other, from, other.length), end);
      }
    };
  }

  private byte telling() {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private static byte[] splice(byte[] input, int from, byte[] middle, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, from);
    out.writeBytes(middle);
    out.write(input, to, input.length - to);
    return out.toByteArray();
  }
}
