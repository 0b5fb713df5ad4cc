package redoubt.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs a program on the PATH, or a file if the name starts with a slash. Without it the
 * test is skipped and listed at the end of {@code ./build verify}; when the system property {@code
 * redoubt.peers.required} is true, or {@code redoubt.peers.newer} names it, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Peers.class)
public @interface NeedsPeer {
  /** All of these are needed. */
  String[] value();

  /**
   * Whether Debian has all of them. What it lacks is only said to be missing, unless {@code
   * redoubt.peers.newer} names it.
   */
  boolean packaged() default true;

  /** What the peer is for, as the end of "… is not installed, so this was not tested: ". */
  String why();
}
