package redoubt.web;

/**
 * What a principal may do. All but {@link #ADMINISTRATOR} are held in one instance, or in one key
 * ring of it; each is granted by itself and includes what {@link #includes} says.
 */
public enum Role {
  /** Metadata, wrap, unwrap, rewrap. */
  READER,
  /** Reader, and payloads of standard keys. */
  READER_PLUS,
  /** ReaderPlus, and create, import, rotate, schedule a deletion, sync, rings. */
  WRITER,
  /** Writer, and delete, restore, enable, disable, patch, policies. */
  MANAGER,
  /** Purge of destroyed keys. Included in no other role. */
  KEY_PURGE,
  /** Instances, users, API keys, grants, seal, recovery; no key of any instance. */
  ADMINISTRATOR;

  /** Whether a holder of this role may do what {@code other} may. */
  public boolean includes(Role other) {
    return switch (this) {
      case READER -> other == READER;
      case READER_PLUS -> other == READER || other == READER_PLUS;
      case WRITER -> other == READER || other == READER_PLUS || other == WRITER;
      case MANAGER ->
          other == READER || other == READER_PLUS || other == WRITER || other == MANAGER;
      case KEY_PURGE -> other == KEY_PURGE;
      case ADMINISTRATOR -> other == ADMINISTRATOR;
    };
  }
}
