package redoubt.outward;

import java.security.NoSuchAlgorithmException;
import java.util.Set;
import javax.net.ssl.SSLContext;
import redoubt.core.Outward;

/** Calls of which every answer is taken for one from a public network. */
public final class Far {
  private Far() {}

  public static Outside outside() throws NoSuchAlgorithmException {
    return new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of(), _ -> false);
  }
}
