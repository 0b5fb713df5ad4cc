package redoubt.encryption.bolt;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** What can be wrong with a file that should be a snapshot of etcd. */
public final class SnapshotFailures {
  private static final String TAKE_ANOTHER =
      "Take another snapshot with etcdctl snapshot save, or copy this one again.";

  private SnapshotFailures() {}

  /** The file is something else. */
  public static Failure foreign(String what) {
    return new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "encryption.snapshot-foreign",
        "The file is no etcd snapshot: " + what + ".",
        "Name a file that etcdctl snapshot save wrote, or etcd's own member/snap/db.");
  }

  /** The file is of a version that came after this program. */
  public static Failure newer(String what) {
    return new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "encryption.snapshot-newer",
        "The snapshot has a format that is not known here: " + what + ".",
        "Use a version of Redoubt that knows it.");
  }

  /** The end is missing. */
  public static Failure truncated(String what) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.snapshot-truncated",
        "The snapshot is cut off: " + what + ".",
        TAKE_ANOTHER);
  }

  /** The structure contradicts itself. */
  public static Failure damaged(String what) {
    return damaged(what, null);
  }

  public static Failure damaged(String what, @Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.snapshot-damaged",
        "The snapshot is damaged: " + what + ".",
        TAKE_ANOTHER,
        cause);
  }

  /** The bytes are not those that the checksum at the end was made of. */
  public static Failure altered() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.snapshot-altered",
        "The snapshot was changed after it was taken: it does not have the SHA-256 at its end.",
        TAKE_ANOTHER);
  }

  /** The file changed under the reader. */
  public static Failure changing(Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.snapshot-changing",
        "The snapshot became shorter while it was read.",
        "Read a file that nobody writes to.",
        cause);
  }

  static Failure unreadable(Path file, Throwable cause) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "encryption.snapshot-unreadable",
        "The snapshot " + file + " is not there or cannot be read.",
        "Check its name and its rights.",
        cause);
  }
}
