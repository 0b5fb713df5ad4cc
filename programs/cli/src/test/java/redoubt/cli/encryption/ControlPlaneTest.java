package redoubt.cli.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;

final class ControlPlaneTest {
  private static final String OLD = "the API server of before\n";
  private static final String NEW = "the API server that encrypts\n";

  @TempDir private Path root;
  private Path apiServer;
  private Path apiKey;
  private ControlPlane plane;

  @BeforeEach
  void makeControlPlane() throws IOException {
    plane = new ControlPlane(root);
    apiServer = root.resolve("manifests/kube-apiserver.yaml");
    apiKey = root.resolve("redoubt/kms-plugin/apikey");
    Files.createDirectories(apiServer.getParent());
    Files.writeString(apiServer, OLD);
  }

  private static JsonNode files(String... pathsAndContents) {
    List<Map<String, String>> files = new java.util.ArrayList<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      files.add(
          Map.of("path", pathsAndContents[i], "content", pathsAndContents[i + 1], "mode", "0600"));
    }
    return JsonMapper.builder().build().valueToTree(files);
  }

  private static JsonNode bundle() {
    return files("redoubt/kms-plugin/apikey", "secret\n", "manifests/kube-apiserver.yaml", NEW);
  }

  @Test
  void filesAreInPlaceForTheOwnerOnly() throws IOException {
    plane.put(bundle());
    assertThat(apiServer).hasContent(NEW);
    assertThat(apiKey).hasContent("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(apiKey)))
        .isEqualTo("rw-------");
  }

  @Test
  void theDirectoryThatTheKubeletWatchesHasNothingElseInIt() throws IOException {
    plane.put(bundle());
    try (var found = Files.list(apiServer.getParent())) {
      assertThat(found).containsExactly(apiServer);
    }
  }

  @Test
  void theApiServerIsNotChangedWhenWhatItNeedsDoesNotComeUp() throws IOException {
    assertThatThrownBy(() ->
            plane.put(
                bundle(),
                () -> {
                  assertThat(apiKey).exists();
                  throw new IllegalStateException("the plugin does not answer");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(apiServer).hasContent(OLD);
    plane.undo();
    assertThat(apiKey).doesNotExist();
  }

  @Test
  void undoBringsBackWhatWasThereByteByByte() throws IOException {
    plane.put(bundle());
    assertThat(plane.undo())
        .containsExactly("manifests/kube-apiserver.yaml", "redoubt/kms-plugin/apikey");
    assertThat(apiServer).hasContent(OLD);
    assertThat(apiKey).doesNotExist();
  }

  @Test
  void undoRefusesToTakeBackWhatSomebodyChangedSinceAndDoesNothing() throws IOException {
    plane.put(bundle());
    Files.writeString(apiServer, NEW + "# upgraded\n");
    assertThatThrownBy(() -> plane.undo())
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("cli.changed-since"));
    assertThat(apiKey).exists();
  }

  @Test
  void thereIsNothingToUndoTwice() throws IOException {
    plane.put(bundle());
    plane.undo();
    assertThatThrownBy(() -> plane.undo())
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("cli.nothing-to-undo"));
  }

  @Test
  void twoChangesAreTakenBackOneAfterTheOther() throws IOException {
    plane.put(files("redoubt/kms-plugin/apikey", "first\n"));
    plane.put(bundle());
    plane.put(bundle());
    plane.undo();
    assertThat(apiServer).hasContent(OLD);
    assertThat(apiKey).hasContent("first");
    plane.undo();
    assertThat(apiKey).doesNotExist();
  }

  /** They are copied to a control plane, where an undo must not find what it could remove. */
  @Test
  void filesForReviewLeaveNothingToUndo() throws IOException {
    ControlPlane review = new ControlPlane(root.resolve("review"));
    review.lay(bundle());
    assertThat(root.resolve("review/manifests/kube-apiserver.yaml")).hasContent(NEW);
    assertThat(root.resolve("review/redoubt/backup")).doesNotExist();
    assertThatThrownBy(review::undo)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("cli.nothing-to-undo"));
  }

  @Test
  void aFileOutsideOfTheDirectoryIsRefused() {
    assertThatThrownBy(() -> plane.put(files("redoubt/../../x", "y"))).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> plane.put(files("/etc/passwd", "y"))).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> plane.lay(files("redoubt/../../x", "y"))).isInstanceOf(Failure.class);
  }
}
