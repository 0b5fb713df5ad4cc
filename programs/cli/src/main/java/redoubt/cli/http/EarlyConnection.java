package redoubt.cli.http;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import redoubt.core.Failure;

/**
 * A connection that is opened while the main thread still reads the arguments. If the arguments
 * name another server it is dropped unused.
 */
public final class EarlyConnection {
  private final Target target;
  private final CompletableFuture<Link> link = new CompletableFuture<>();

  private EarlyConnection(Target target) {
    this.target = target;
  }

  /** Returns at once. */
  public static EarlyConnection open(Target target) {
    EarlyConnection early = new EarlyConnection(target);
    daemon(
        "early-connection",
        () -> {
          try {
            early.link.complete(Link.open(target));
          } catch (RuntimeException e) {
            early.link.completeExceptionally(e);
          }
        });
    if (target.socket().isEmpty()) {
      daemon("early-curve", EarlyConnection::prepareCurve);
    }
    return early;
  }

  /**
   * The platform computes P-256's tables when the curve is first used, which takes longer than all
   * else in a handshake; here that happens beside it.
   */
  private static void prepareCurve() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      // Then the handshake does without.
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  Target target() {
    return target;
  }

  /**
   * @throws Failure as {@link Link#open}
   */
  Link take() {
    try {
      return link.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Failure failure) {
        throw failure;
      }
      throw e;
    }
  }
}
