package redoubt.registry;

import redoubt.core.Failure;
import redoubt.core.Failure.Kind;
import redoubt.oci.RepositoryName;

/** What the registry refuses, and what it has not. */
public final class RegistryFailures {
  /** The code of what says that there is no such image. */
  public static final String NO_MANIFEST = "registry.no-manifest";

  private RegistryFailures() {}

  public static Failure badNamespace() {
    return new Failure(
        Kind.INVALID,
        "registry.bad-namespace",
        "That is no name of a namespace.",
        "Use 4 to 30 lower-case letters, digits, dashes and underscores, the first and the last a"
            + " letter or digit.");
  }

  public static Failure namespaceTaken() {
    return new Failure(
        Kind.CONFLICT,
        "registry.namespace-taken",
        "There is a namespace of that name already.",
        "Choose another name: they are unique among all instances of the server.");
  }

  public static Failure noNamespace() {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.no-namespace",
        "There is no such namespace in the instance.",
        "List those that there are with redoubt namespace list; those of another instance with"
            + " --instance NAME.");
  }

  public static Failure namespaceNotEmpty(String namespace) {
    return new Failure(
        Kind.CONFLICT,
        "registry.namespace-not-empty",
        "The namespace has images.",
        "List them with redoubt image list "
            + namespace
            + ", and delete each first: redoubt image delete IMAGE.");
  }

  public static Failure tooManyNamespaces(int most) {
    return new Failure(
        Kind.CONFLICT,
        "registry.limit",
        "The instance has " + most + " namespaces, and may not have more.",
        "Remove one that is not needed.");
  }

  public static Failure instanceHasNamespaces(String instance) {
    return new Failure(
        Kind.CONFLICT,
        "registry.instance-has-namespaces",
        "The instance has namespaces.",
        "List them with redoubt namespace list --instance "
            + instance
            + ", and remove each first: redoubt namespace remove NAMESPACE --instance "
            + instance
            + ".");
  }

  public static Failure noRepository(RepositoryName repository) {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.no-repository",
        "There is no such repository.",
        "List what you may read: redoubt image list " + repository.first() + ".");
  }

  public static Failure noBlob() {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.no-blob",
        "The repository has no such blob.",
        "Push it, or mount it from another repository.");
  }

  public static Failure blobIsDamaged() {
    return new Failure(
        Kind.INTERNAL,
        "registry.blob-is-damaged",
        "What lies in the content store is not what was pushed.",
        "Push the blob again; the operator finds the damage in the server's log and the ledger.");
  }

  public static Failure blobIsUsed() {
    return new Failure(
        Kind.CONFLICT,
        "registry.blob-is-used",
        "A manifest of the repository needs the blob.",
        "Delete the manifest.");
  }

  public static Failure noUpload() {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.no-upload",
        "There is no such upload.",
        "Begin anew: it ended, or nothing came for a day.");
  }

  public static Failure uploadIsWritten() {
    return new Failure(
        Kind.CONFLICT,
        "registry.upload-is-written",
        "Another call writes to the upload.",
        "Ask for its status in a moment, and send on from there.");
  }

  public static Failure outOfOrder(long acknowledged) {
    return new Failure(
        Kind.INVALID,
        "registry.out-of-order",
        "The piece does not begin where the upload ends.",
        "Send on from byte " + acknowledged + ".");
  }

  public static Failure badRange() {
    return new Failure(
        Kind.INVALID,
        "registry.bad-range",
        "The range of bytes cannot be read, or is not as long as what was sent.",
        "Write Content-Range: FIRST-LAST, both included, without a unit.");
  }

  public static Failure notSatisfiable() {
    return new Failure(
        Kind.INVALID,
        "registry.not-satisfiable",
        "Nothing of the blob is in the range.",
        "Ask for bytes that it has: a HEAD tells its length.");
  }

  public static Failure digestDiffers() {
    return new Failure(
        Kind.INVALID,
        "registry.digest-differs",
        "What was sent has another digest.",
        "Send it once more; if it fails again, the digest was wrong.");
  }

  public static Failure runningUnknown() {
    return new Failure(
        Kind.CONFLICT,
        "registry.running-unknown",
        "It is not known what runs in every cluster of the instance, so nothing is deleted that may"
            + " run.",
        "See which cluster cannot be read, and why: redoubt foreign-image list. Or say that"
            + " nothing of it runs: --assume-unused.");
  }

  public static Failure noManifest(RepositoryName repository) {
    return new Failure(
        Kind.NOT_FOUND,
        NO_MANIFEST,
        "The repository has no such manifest.",
        "List its tags: redoubt image list " + repository.text() + ".");
  }

  public static Failure blobsAreMissing(String digests) {
    return new Failure(
        Kind.INVALID,
        "registry.blobs-are-missing",
        "The repository lacks what the manifest needs: " + digests + ".",
        "Push these blobs first.");
  }

  public static Failure storeIsFull() {
    return new Failure(
        Kind.UNAVAILABLE,
        "registry.store-is-full",
        "There is no room for more content.",
        "The operator has to make room; nothing that was acknowledged is lost.");
  }

  public static Failure storeFailed(Throwable why) {
    return new Failure(
        Kind.UNAVAILABLE,
        "registry.store-failed",
        "The content store failed.",
        "Try again; the server's log has the cause.",
        why);
  }

  public static Failure noStore(String where, Throwable why) {
    return new Failure(
        Kind.UNAVAILABLE,
        "registry.no-store",
        where + ", for images, cannot be used.",
        "See that it is there, and that this server may write to it.",
        why);
  }

  /**
   * What happened is told in IBM's words where it is the limit of the tenant.
   *
   * @param namespace whose limit it is; empty for that of all of the tenant
   */
  public static Failure storageQuota(String namespace) {
    if (!namespace.isEmpty()) {
      return namespaceLimit(namespace);
    }
    return new Failure(
        Kind.FORBIDDEN,
        "registry.storage-quota",
        "Your account has exceeded its image storage quota for the current month.",
        "Delete images that are not needed, or raise the limit: redoubt quota set --storage.");
  }

  private static Failure namespaceLimit(String namespace) {
    return new Failure(
        Kind.FORBIDDEN,
        "registry.storage-quota",
        "The namespace " + namespace + " has no room for it within its own limit.",
        "Delete images of it that are not needed, or raise the limit: redoubt namespace set "
            + namespace
            + " --limit BYTES.");
  }

  /** What happened is told in IBM's words. */
  public static Failure trafficQuota() {
    return new Failure(
        Kind.FORBIDDEN,
        "registry.traffic-quota",
        "Your account has exceeded its pull traffic quota for the current month.",
        "Wait for the next month of UTC, or raise the limit: redoubt quota set --traffic.");
  }

  public static Failure pendingQuota() {
    return new Failure(
        Kind.FORBIDDEN,
        "registry.pending-quota",
        "Too many bytes wait to become part of an image.",
        "Push the manifests that need them, cancel uploads that nobody goes on with, or wait: what"
            + " no manifest names ends after 24 hours.");
  }

  public static Failure tooManyUploads(String repository, int most) {
    return new Failure(
        Kind.TOO_MANY,
        "registry.too-many-uploads",
        "To " + repository + " " + most + " uploads were begun and not finished.",
        "Finish or cancel them, or wait: one to which nothing comes ends after 24 hours.");
  }

  public static Failure tooManyRepositories(String namespace, int most) {
    return new Failure(
        Kind.FORBIDDEN,
        "registry.too-many-repositories",
        "The namespace " + namespace + " has " + most + " repositories, empty ones included.",
        "Use another namespace. A name of a repository stays until its namespace is removed.");
  }

  public static Failure tagIsImmutable(RepositoryName repository, String tag) {
    return new Failure(
        Kind.CONFLICT,
        "registry.tag-is-immutable",
        "The tag " + tag + " is immutable in its namespace: it is neither moved nor deleted.",
        "Use another tag, or change the patterns: redoubt namespace set "
            + repository.first()
            + " --immutable-tags PATTERNS.");
  }

  public static Failure tagIsLive(String tag) {
    return new Failure(
        Kind.CONFLICT,
        "registry.tag-is-live",
        "The tag " + tag + " names an image that is not in the trash.",
        "Untag that first, or restore by digest and tag the image anew.");
  }

  public static Failure notInTrash() {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.not-in-trash",
        "The trash has no such image of the repository.",
        "List what it has: redoubt trash list.");
  }

  public static Failure trashNotEmpty(String namespace) {
    return new Failure(
        Kind.CONFLICT,
        "registry.trash-not-empty",
        "The namespace has images in the trash, which would end with it.",
        "Restore what is needed, wait, or say that they may end: redoubt namespace remove "
            + namespace
            + " --with-trash.");
  }

  public static Failure noRetention(String namespace) {
    return new Failure(
        Kind.NOT_FOUND,
        "registry.no-retention",
        "The namespace has no retention policy.",
        "Set one, such as: redoubt retention set " + namespace + " --newest 10.");
  }

  public static Failure badField(String field, String remedy) {
    return new Failure(
        Kind.INVALID, "registry.bad-field", "The field " + field + " cannot be read.", remedy);
  }
}
