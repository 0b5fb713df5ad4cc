package redoubt.keys.life;

/** What can be done with a key, under Key Protect's audit names. */
public enum KeyAction {
  READ("kms.secrets.read"),
  READ_METADATA("kms.secrets.readmetadata"),
  LIST_VERSIONS("kms.secrets.listkeyversions"),
  WRAP("kms.secrets.wrap"),
  UNWRAP("kms.secrets.unwrap"),
  REWRAP("kms.secrets.rewrap"),
  ROTATE("kms.secrets.rotate"),
  DISABLE("kms.secrets.disable"),
  ENABLE("kms.secrets.enable"),
  SET_FOR_DELETION("kms.secrets.setkeyfordeletion"),
  UNSET_FOR_DELETION("kms.secrets.unsetkeyfordeletion"),
  SYNC("kms.secrets.sync"),
  PATCH("kms.secrets.patch"),
  DELETE("kms.secrets.delete"),
  RESTORE("kms.secrets.restore"),
  PURGE("kms.secrets.purge"),
  REHEARSE("kms.secrets.rehearse"),
  END_REHEARSAL("kms.secrets.rehearsalend");

  private final String auditName;

  KeyAction(String auditName) {
    this.auditName = auditName;
  }

  public String auditName() {
    return auditName;
  }
}
