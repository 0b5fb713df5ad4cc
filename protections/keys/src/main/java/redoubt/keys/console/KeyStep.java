package redoubt.keys.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redoubt.keys.KeyState;
import redoubt.web.Role;

/**
 * What a person can do to a key with a button: always a page that says what it means, then a form.
 */
public enum KeyStep {
  ROTATE(
      "rotate",
      "Rotate",
      "kms.secrets.rotate",
      Role.WRITER,
      false,
      "Makes a new version of the key. New data keys are wrapped with it; what earlier versions"
          + " wrapped still opens."),
  DISABLE(
      "disable",
      "Disable",
      "kms.secrets.disable",
      Role.MANAGER,
      true,
      "The key stops working at once, for everything that uses it. It can be enabled again."),
  ENABLE(
      "enable",
      "Enable",
      "kms.secrets.enable",
      Role.MANAGER,
      false,
      "The key wraps and unwraps again."),
  SET_FOR_DELETION(
      "set-for-deletion",
      "Set for deletion",
      "kms.secrets.setkeyfordeletion",
      Role.WRITER,
      false,
      "Deleting this key takes two people. You are the first; another one has seven days to delete"
          + " it. Until then it works."),
  UNSET_FOR_DELETION(
      "unset-for-deletion",
      "Withdraw deletion",
      "kms.secrets.unsetkeyfordeletion",
      Role.WRITER,
      false,
      "The first half of the deletion is taken back."),
  DELETE(
      "delete",
      "Delete",
      "kms.secrets.delete",
      Role.MANAGER,
      true,
      "The key stops working and everything it wraps becomes unreadable. It can be restored for 30"
          + " days; after 90 days it is purged for good."),
  RESTORE(
      "restore",
      "Restore",
      "kms.secrets.restore",
      Role.MANAGER,
      false,
      "The key works again as it did before it was deleted."),
  PURGE(
      "purge",
      "Purge",
      "kms.secrets.purge",
      Role.KEY_PURGE,
      true,
      "The key and all its versions are destroyed for good. Nobody can restore it, and nothing it"
          + " wrapped can ever be opened.");

  private final String path;
  private final String label;
  private final String action;
  private final Role role;
  private final boolean danger;
  private final String meaning;

  KeyStep(String path, String label, String action, Role role, boolean danger, String meaning) {
    this.path = path;
    this.label = label;
    this.action = action;
    this.role = role;
    this.danger = danger;
    this.meaning = meaning;
  }

  public String path() {
    return path;
  }

  public String label() {
    return label;
  }

  String action() {
    return action;
  }

  Role role() {
    return role;
  }

  public boolean danger() {
    return danger;
  }

  public String meaning() {
    return meaning;
  }

  /** What becomes of what depends on the key, for the dangerous ones. */
  public String loss() {
    return switch (this) {
      case DISABLE ->
          "Until it is enabled again nothing new is written or opened with it. API servers go on"
              + " with what they have in memory until they are restarted.";
      case DELETE ->
          "None of it can be opened any more once the key cannot be restored. See it happen first:"
              + " redoubt key delete KEY --rehearse 5m.";
      case PURGE -> "None of it can ever be opened again, by anybody, from any backup.";
      case ROTATE, ENABLE, SET_FOR_DELETION, UNSET_FOR_DELETION, RESTORE -> "";
    };
  }

  /** Must be confirmed by typing the key's name. */
  public boolean typed() {
    return this == DELETE || this == PURGE;
  }

  /** Whether the key is in a state for it; the API decides again. */
  boolean fits(KeySummary key) {
    return switch (this) {
      case ROTATE ->
          !key.extractable()
              && !key.imported()
              && (key.state() == KeyState.ACTIVE || key.state() == KeyState.DEACTIVATED);
      case DISABLE -> key.state() == KeyState.ACTIVE && !key.extractable();
      case ENABLE -> key.state() == KeyState.SUSPENDED;
      case SET_FOR_DELETION -> alive(key) && key.twoToDelete() && !key.setForDeletion();
      case UNSET_FOR_DELETION -> alive(key) && key.twoToDelete() && key.setForDeletion();
      case DELETE -> alive(key) && (!key.twoToDelete() || key.setForDeletion());
      case RESTORE -> key.state() == KeyState.DESTROYED && key.restorable() && !key.imported();
      case PURGE -> key.state() == KeyState.DESTROYED && key.purgeable();
    };
  }

  static List<KeyStep> open(KeySummary key, java.util.function.Predicate<Role> may) {
    return Arrays.stream(values()).filter(step -> step.fits(key) && may.test(step.role)).toList();
  }

  /** What is said once it is done. */
  String done() {
    return switch (this) {
      case ROTATE -> "The key was rotated.";
      case DISABLE -> "The key is disabled.";
      case ENABLE -> "The key is enabled.";
      case SET_FOR_DELETION -> "The key is set for deletion; another person can delete it now.";
      case UNSET_FOR_DELETION -> "The key is no longer set for deletion.";
      case DELETE -> "The key is deleted.";
      case RESTORE -> "The key is restored.";
      case PURGE -> "The key is purged for good.";
    };
  }

  static Optional<KeyStep> of(String path) {
    return Arrays.stream(values()).filter(step -> step.path.equals(path)).findFirst();
  }

  private static boolean alive(KeySummary key) {
    return key.state() != KeyState.DESTROYED;
  }
}
