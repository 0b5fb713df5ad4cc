package redoubt.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.NeedsPeer;

/** Tools that people have push and pull. */
@ExtendWith(OpenToolHouse.class)
@NeedsPeer(
    value = {"umoci", "skopeo"},
    why = "images that other tools make, push and pull")
final class ToolsTest {
  private Tools tools;
  private String digest;

  @BeforeEach
  void push(ToolHouse house) throws Exception {
    tools = house.tools();
    digest = house.push("umoci-and-skopeo", "v1");
  }

  @Test
  void skopeoPullsWhatUmociMadeAndUmociUnpacksIt() throws Exception {
    String _ =
        tools.done(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            "docker://REGISTRY/team/umoci-and-skopeo@" + digest,
            "oci:back:v1");
    assertThat(tools.done("umoci", "stat", "--image", "back:v1")).contains("LAYER");
  }

  @Test
  @NeedsPeer(value = "crane", packaged = false, why = "a registry's client that is not ours")
  void cranePushesPullsCopiesListsAndDeletes() throws Exception {
    String _ =
        tools.done("crane", "pull", "--format=oci", "REGISTRY/team/umoci-and-skopeo:v1", "craned");
    String _ = tools.done("crane", "push", "--insecure", "craned", "REGISTRY/team/crane:v1");
    assertThat(tools.done("crane", "digest", "--insecure", "REGISTRY/team/crane:v1").strip())
        .isEqualTo(digest);
    String _ =
        tools.done(
            "crane", "copy", "--insecure", "REGISTRY/team/crane:v1", "REGISTRY/team/crane-copy:v2");
    assertThat(tools.done("crane", "ls", "--insecure", "REGISTRY/team/crane-copy").strip())
        .isEqualTo("v2");
    assertThat(tools.done("crane", "catalog", "--insecure", "REGISTRY")).contains("team/crane");
    String _ = tools.done("crane", "delete", "--insecure", "REGISTRY/team/crane-copy@" + digest);
    assertThat(tools.run("crane", "digest", "--insecure", "REGISTRY/team/crane-copy:v2").exit())
        .isNotZero();
  }

  @Test
  @NeedsPeer(value = "oras", packaged = false, why = "a registry's client that is not ours")
  void orasPushesPullsAttachesAndDiscovers() throws Exception {
    Files.writeString(tools.home().resolve("notes.txt"), "notes");
    String _ =
        tools.done("oras", "push", "--plain-http", "REGISTRY/team/oras:v1", "notes.txt:text/plain");
    String _ =
        tools.done(
            "oras",
            "attach",
            "--plain-http",
            "--artifact-type",
            "application/vnd.acme.sbom",
            "REGISTRY/team/oras:v1",
            "notes.txt:text/plain");
    assertThat(tools.done("oras", "discover", "--plain-http", "REGISTRY/team/oras:v1"))
        .contains("application/vnd.acme.sbom");
    String _ =
        tools.done("oras", "pull", "--plain-http", "REGISTRY/team/oras:v1", "--output", "orased");
    assertThat(tools.home().resolve("orased/notes.txt")).hasContent("notes");
    String _ =
        tools.done(
            "oras",
            "cp",
            "--from-plain-http",
            "--to-plain-http",
            "--recursive",
            "REGISTRY/team/oras:v1",
            "REGISTRY/team/oras-copy:v1");
    assertThat(tools.done("oras", "discover", "--plain-http", "REGISTRY/team/oras-copy:v1"))
        .contains("application/vnd.acme.sbom");
  }
}
