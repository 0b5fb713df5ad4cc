package redoubt.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the definitions of RFC 6962 section 2.1, written down naively, and its known vectors. */
class MerkleTest {
  /** The inputs and roots that implementations of RFC 6962 share. */
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void theEmptyTreeHasTheHashOfNothing() {
    assertThat(HexFormat.of().formatHex(TreeHash.empty().bytes()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void rootsAreThoseOfTheKnownVectors() {
    List<Digest32> leaves =
        INPUTS.stream().map(hex -> TreeHash.leaf(HexFormat.of().parseHex(hex))).toList();
    for (int size = 1; size <= leaves.size(); size++) {
      assertThat(HexFormat.of().formatHex(TreeHash.root(leaves.subList(0, size)).bytes()))
          .isEqualTo(ROOTS.get(size - 1));
    }
  }

  @Property(tries = 100)
  void theFrontierGivesTheRootOfTheDefinition(@ForAll @IntRange(max = 300) int size) {
    assertThat(TreeHash.root(leaves(size))).isEqualTo(naiveRoot(leaves(size)));
  }

  @Property(tries = 60)
  void theFrontierSurvivesItsBytes(@ForAll @IntRange(max = 300) int size) {
    Frontier frontier = TreeProofs.over(leaves(size)).frontier(size);
    assertThat(Frontier.of(size, frontier.bytes())).isEqualTo(frontier);
    assertThat(frontier.root()).isEqualTo(naiveRoot(leaves(size)));
  }

  @Property(tries = 60)
  void completedSubtreesAreThoseOfTheDefinition(@ForAll @IntRange(min = 1, max = 130) int size) {
    Frontier frontier = Frontier.EMPTY;
    List<Digest32> leaves = leaves(size);
    for (Digest32 leaf : leaves) {
      Frontier.Appended appended = frontier.append(leaf);
      for (Frontier.Node node : appended.completed()) {
        int from = (int) (node.index() << node.level());
        assertThat(node.hash())
            .isEqualTo(naiveRoot(leaves.subList(from, from + (1 << node.level()))));
      }
      frontier = appended.frontier();
    }
  }

  @Property(tries = 100)
  void inclusionProofsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 200) int size, @ForAll @IntRange(max = 199) int number) {
    int leaf = number % size;
    assertThat(TreeProofs.over(leaves(size)).inclusion(leaf, size))
        .isEqualTo(naivePath(leaf, leaves(size)));
  }

  @Property(tries = 100)
  void consistencyProofsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 200) int size, @ForAll @IntRange(max = 199) int number) {
    int from = 1 + number % size;
    List<Digest32> expected = from == size ? List.of() : naiveSubproof(from, leaves(size), true);
    assertThat(TreeProofs.over(leaves(size)).consistency(from, size)).isEqualTo(expected);
  }

  private static List<Digest32> leaves(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> TreeHash.leaf(("leaf " + i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static Digest32 naiveRoot(List<Digest32> leaves) {
    if (leaves.isEmpty()) {
      return TreeHash.empty();
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = split(leaves.size());
    return TreeHash.node(
        naiveRoot(leaves.subList(0, k)), naiveRoot(leaves.subList(k, leaves.size())));
  }

  private static List<Digest32> naivePath(int m, List<Digest32> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int k = split(leaves.size());
    List<Digest32> left = leaves.subList(0, k);
    List<Digest32> right = leaves.subList(k, leaves.size());
    return m < k
        ? joined(naivePath(m, left), naiveRoot(right))
        : joined(naivePath(m - k, right), naiveRoot(left));
  }

  private static List<Digest32> naiveSubproof(int m, List<Digest32> leaves, boolean whole) {
    if (m == leaves.size()) {
      return whole ? List.of() : List.of(naiveRoot(leaves));
    }
    int k = split(leaves.size());
    List<Digest32> left = leaves.subList(0, k);
    List<Digest32> right = leaves.subList(k, leaves.size());
    return m <= k
        ? joined(naiveSubproof(m, left, whole), naiveRoot(right))
        : joined(naiveSubproof(m - k, right, false), naiveRoot(left));
  }

  private static List<Digest32> joined(List<Digest32> hashes, Digest32 last) {
    return java.util.stream.Stream.concat(hashes.stream(), java.util.stream.Stream.of(last))
        .toList();
  }

  private static int split(int size) {
    int k = 1;
    while (k * 2 < size) {
      k *= 2;
    }
    return k;
  }
}
