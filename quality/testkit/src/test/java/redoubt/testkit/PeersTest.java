package redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What a machine lacks is said, and is no success where nothing may be lacking. */
class PeersTest {
  private static final String REQUIRED = "redoubt.peers.required";
  private static final String NEWER = "redoubt.peers.newer";
  private static final String ROOT = "redoubt.root";

  private final String required = System.getProperty(REQUIRED, "false");
  private final String newer = System.getProperty(NEWER, "");
  private final String root = System.getProperty(ROOT, "");

  @AfterEach
  void restore() {
    System.setProperty(REQUIRED, required);
    System.setProperty(NEWER, newer);
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
  void aProgramOfANewerSuiteIsRequiredWhereItIsNamed() {
    List<String> missing = List.of("kube-apiserver", "notation");
    System.setProperty(REQUIRED, "true");
    System.setProperty(NEWER, "");
    assertThatCode(() -> Peers.requireFew(missing, false, "away")).doesNotThrowAnyException();
    System.setProperty(NEWER, "cosign,cosign2");
    assertThatCode(() -> Peers.requireFew(missing, false, "away")).doesNotThrowAnyException();
    System.setProperty(NEWER, "cosign,notation");
    assertThatThrownBy(() -> Peers.requireFew(missing, false, "away"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("away");
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
