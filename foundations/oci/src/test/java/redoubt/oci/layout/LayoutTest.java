package redoubt.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;

/** Images in directories and archives. */
final class LayoutTest {
  private static final String LAYER = "a layer of some bytes";
  private static final String MANIFEST =
      "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
          .formatted(
              descriptor(MediaTypes.OCI_CONFIG, "{}"),
              descriptor("application/vnd.oci.image.layer.v1.tar", LAYER));

  @TempDir Path directory;

  private static String descriptor(String type, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, Digest.of(bytes), bytes.length);
  }

  private static String path(String content) {
    return "blobs/sha256/" + Digest.of(content.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static Map<String, String> layout() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
    files.put(
        "index.json",
        "{\"schemaVersion\":2,\"manifests\":[%s]}"
            .formatted(descriptor(MediaTypes.OCI_MANIFEST, MANIFEST)));
    files.put(path(MANIFEST), MANIFEST);
    files.put(path("{}"), "{}");
    files.put(path(LAYER), LAYER);
    return files;
  }

  private Path write(Map<String, String> files) throws IOException {
    Path root = directory.resolve("layout");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path at = root.resolve(file.getKey());
      Files.createDirectories(at.getParent());
      Files.writeString(at, file.getValue());
    }
    return root;
  }

  private Path tar(Map<String, String> files, TarArchiveEntry... more) throws IOException {
    Path archive = directory.resolve("image.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, String> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
      }
      for (TarArchiveEntry entry : more) {
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
    }
    return archive;
  }

  private static void assertWhole(ImageFiles image) throws IOException {
    for (Descriptor blob : image.root().manifest().blobs()) {
      assertThat(image.has(blob)).isTrue();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (InputStream in = image.open(blob)) {
        long _ = in.transferTo(bytes);
      }
      assertThat(Digest.of(bytes.toByteArray())).isEqualTo(blob.digest());
    }
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void anImageIsReadFromADirectory() throws IOException {
    try (ImageFiles image = OciLayout.directory(write(layout()), Optional.empty())) {
      assertWhole(image);
    }
  }

  @Test
  void anImageIsReadFromAnArchive() throws IOException {
    try (ImageFiles image = OciLayout.archive(tar(layout()), Optional.empty())) {
      assertWhole(image);
    }
  }

  @Test
  void ofSeveralImagesOneIsNamed() throws IOException {
    Map<String, String> files = layout();
    files.put(
        "index.json",
        "{\"schemaVersion\":2,\"manifests\":[%s,%s]}"
            .formatted(
                descriptor(MediaTypes.OCI_MANIFEST, MANIFEST)
                    .replace(
                        "}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}"),
                descriptor(MediaTypes.OCI_MANIFEST, "another")));
    Path layout = write(files);
    assertFails("oci.which-image", () -> OciLayout.directory(layout, Optional.empty()).close());
    assertFails("oci.which-image", () -> OciLayout.directory(layout, Optional.of("v2")).close());
    try (ImageFiles image = OciLayout.directory(layout, Optional.of("v1"))) {
      assertWhole(image);
    }
  }

  @Test
  void aForgedManifestIsRefused() throws IOException {
    Map<String, String> files = layout();
    files.put(path(MANIFEST), MANIFEST.replace("\"schemaVersion\"", "\"SchemaVersion\""));
    assertFails(
        "oci.content-differs", () -> OciLayout.directory(write(files), Optional.empty()).close());
  }

  @Test
  void aBlobOfAnotherSizeIsRefused() throws IOException {
    Map<String, String> files = layout();
    files.put(path(LAYER), LAYER + LAYER);
    try (ImageFiles image = OciLayout.directory(write(files), Optional.empty())) {
      assertFails("oci.content-differs", () -> assertWhole(image));
    }
  }

  @Test
  void nothingIsReadThroughALink() throws IOException {
    Map<String, String> files = layout();
    String content = files.remove(path(LAYER));
    Path outside = Files.writeString(directory.resolve("outside"), content);
    Path layout = write(files);
    Files.createSymbolicLink(layout.resolve(path(LAYER)), outside);
    try (ImageFiles image = OciLayout.directory(layout, Optional.empty())) {
      assertFails("oci.bad-layout", () -> assertWhole(image));
    }
  }

  @Test
  void noDirectoryOfALayoutIsALink() throws IOException {
    Path layout = write(layout());
    Files.move(layout.resolve("blobs"), directory.resolve("blobs"));
    Files.createSymbolicLink(layout.resolve("blobs"), directory.resolve("blobs"));
    assertFails("oci.bad-layout", () -> OciLayout.directory(layout, Optional.empty()).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../index.json", "blobs/../../x", "/etc/x"})
  void noNameLeadsOutOfAnArchive(String name) throws IOException {
    Path archive = tar(layout(), new TarArchiveEntry(name, true));
    assertFails("oci.bad-layout", () -> OciLayout.archive(archive, Optional.empty()).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd"})
  void noLinkLeadsOutOfAnArchive(String target) throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    link.setLinkName(target);
    Path archive = tar(layout(), link);
    assertFails("oci.bad-layout", () -> OciLayout.archive(archive, Optional.empty()).close());
  }

  @Test
  void anArchiveThatEndsInTheMiddleIsRefused() throws IOException {
    Path archive = tar(layout());
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(bytes, 2000));
    assertThatThrownBy(() -> OciLayout.archive(archive, Optional.empty()).close())
        .isInstanceOf(Failure.class);
  }

  @Test
  void rubbishIsNoArchive() throws IOException {
    Path archive = Files.writeString(directory.resolve("rubbish"), "rubbish ".repeat(1000));
    assertThatThrownBy(() -> OciLayout.archive(archive, Optional.empty()).close())
        .isInstanceOf(Failure.class);
  }

  @Test
  void whatDockerSavedIsGivenAManifest() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("abc.json", "{\"os\":\"linux\"}");
    files.put("one/layer.tar", LAYER);
    files.put(
        "manifest.json",
        "[{\"Config\":\"abc.json\",\"RepoTags\":[\"app:v1\"],"
            + "\"Layers\":[\"one/layer.tar\",\"two/layer.tar\"]}]");
    TarArchiveEntry link = new TarArchiveEntry("two/layer.tar", TarConstants.LF_SYMLINK);
    link.setLinkName("../one/layer.tar");
    Path archive = tar(files, link);
    try (ImageFiles image = DockerArchive.of(archive, Optional.of("app:v1"))) {
      assertThat(image.root().manifest().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
      assertThat(image.root().manifest().blobs()).hasSize(3);
      assertWhole(image);
    }
    assertFails("oci.which-image", () -> DockerArchive.of(archive, Optional.of("b")).close());
  }
}
