package redoubt.seal.recovery;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Port of the recovery: which keys live in a hardware module and cannot be exported. */
@FunctionalInterface
public interface UnexportableKeys {
  /** Ids that people know them by, for example {@code INSTANCE/KEY}. */
  List<String> in(Handle snapshot);
}
