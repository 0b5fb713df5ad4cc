package redoubt.keys.life;

import java.util.List;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;

/** Other names of keys. */
public interface Aliases {
  /**
   * Gives aliases to a key that was just inserted, with all the rules that hold for aliases. The
   * alias of a destroyed key is free: it goes over to the new key.
   */
  void give(Handle transaction, Key key, List<String> aliases);
}
