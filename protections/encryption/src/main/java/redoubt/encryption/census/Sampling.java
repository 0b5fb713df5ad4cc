package redoubt.encryption.census;

/**
 * Which objects are opened: the first under every seed, and by chance one of so many others.
 *
 * @param oneOf 1 opens all
 */
public record Sampling(int oneOf) {
  public static final Sampling ALL = new Sampling(1);
  public static final Sampling USUAL = new Sampling(100);

  public Sampling {
    if (oneOf < 1) {
      throw new IllegalArgumentException("one of at least one object is opened");
    }
  }
}
