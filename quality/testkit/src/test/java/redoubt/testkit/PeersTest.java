package redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What a machine lacks is said, and is no success where nothing may be lacking. */
class PeersTest {
  private static final String REQUIRED = "redoubt.peers.required";
  private static final String ROOT = "redoubt.root";

  private final String required = System.getProperty(REQUIRED, "false");
  private final String root = System.getProperty(ROOT, "");

  @AfterEach
  void restore() {
    System.setProperty(REQUIRED, required);
    if (!root.isEmpty()) {
      System.setProperty(ROOT, root);
    }
  }

  @Test
  void whatIsThereIsUsed() {
    System.setProperty(REQUIRED, "true");
    assertThatCode(() -> Peers.need(true, PeersTest.class, "none")).doesNotThrowAnyException();
  }

  @Test
  void whatIsLackingSkipsATestUnlessItIsRequired() {
    System.clearProperty(ROOT);
    System.setProperty(REQUIRED, "false");
    assertThatThrownBy(() -> Peers.need(false, PeersTest.class, "no room"))
        .isInstanceOf(TestAbortedException.class);
    System.setProperty(REQUIRED, "true");
    assertThatThrownBy(() -> Peers.need(false, PeersTest.class, "no room"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no room");
  }
}
