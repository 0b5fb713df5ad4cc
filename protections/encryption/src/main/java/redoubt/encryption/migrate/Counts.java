package redoubt.encryption.migrate;

/**
 * What became of objects.
 *
 * @param rewritten by us, or by the cluster's controller
 * @param byOthers written by somebody else meanwhile
 * @param gone deleted meanwhile
 * @param unchanged found stored as the API server writes now
 */
public record Counts(long rewritten, long byOthers, long gone, long unchanged) {
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  public long sum() {
    return rewritten + byOthers + gone + unchanged;
  }

  Counts plus(Counts more) {
    return new Counts(
        rewritten + more.rewritten,
        byOthers + more.byOthers,
        gone + more.gone,
        unchanged + more.unchanged);
  }
}
