package redoubt.admission.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import redoubt.admission.decide.Evidence;
import redoubt.admission.node.NodeFiles.NodeFile;

/**
 * A verifier of images for containerd 2 (its docs/image-verification.md, plugin {@code
 * io.containerd.image-verifier.v1.bindir}): a program that is the same everywhere, and beside its
 * directory the one file that it reads. Nothing of a policy or a name becomes part of the program.
 */
public final class ContainerdFiles {
  private static final String PROGRAM = "redoubt-images";

  private ContainerdFiles() {}

  /**
   * Fits a node that has them in {@code /opt/containerd/image-verifier}.
   *
   * @param stock all images that are known
   */
  public static NodeFiles of(NodeWish wish, Evidence evidence, List<Stock.Item> stock) {
    List<String> rules = RuleLines.of(Scopes.of(wish.policies()), wish.exempt());
    SortedSet<String> known = Known.of(wish, evidence, stock);
    StringBuilder images = new StringBuilder();
    images
        .append("redoubt-images 1 ")
        .append(wish.now().getEpochSecond())
        .append(' ')
        .append(wish.about())
        .append('\n');
    rules.forEach(line -> images.append(line).append('\n'));
    images.append("end\n");
    known.forEach(line -> images.append("d ").append(line).append('\n'));
    return new NodeFiles(
        List.of(
            new NodeFile("bin/" + PROGRAM, true, resource(PROGRAM)),
            new NodeFile("images", false, images.toString()),
            new NodeFile("containerd.toml", false, resource("containerd.toml"))),
        notes(wish, known.size()));
  }

  private static List<String> notes(NodeWish wish, int known) {
    List<String> notes = new ArrayList<>();
    notes.add(
        known
            + (known == 1 ? " name is" : " names are")
            + " known to be of a good image, with a tag or by digest; what is signed later is"
            + " refused on nodes until this is written anew.");
    notes.addAll(Notes.ofNodes(wish));
    return notes;
  }

  static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ContainerdFiles.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
