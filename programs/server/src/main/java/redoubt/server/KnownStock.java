package redoubt.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import redoubt.admission.node.Stock;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.registry.Contents;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.watch.Overview;

/** Lets admission know the registry's images, and those of others that content trust looks at. */
record KnownStock(Contents contents, Overview overview, Predicate<String> ours) implements Stock {
  @Override
  public boolean isOurs(String registry) {
    return ours.test(registry);
  }

  @Override
  public List<Item> of(String instance, int most) {
    List<Item> items = new ArrayList<>();
    contents
        .images(instance, most)
        .forEach(
            one -> items.add(new Item(one.repository().text(), true, one.digest(), one.tags())));
    overview
        .of(instance)
        .forEach(line ->
            ForeignName.parse(line.image())
                .filter(named -> !ours.test(named.name().host()))
                .ifPresent(named ->
                    Stream.concat(
                            line.running().stream(),
                            line.tracked().flatMap(one -> one.digest()).stream())
                        .distinct()
                        .forEach(digest -> items.add(item(named, line, digest)))));
    return items.stream().limit(most).toList();
  }

  /** What runs may be what a tag meant before. */
  private static Item item(ForeignName.Image named, Overview.Line line, Digest digest) {
    boolean meant = line.tracked().flatMap(one -> one.digest()).filter(digest::equals).isPresent();
    return new Item(
        named.name().text(),
        false,
        digest,
        switch (named.reference()) {
          case Reference.ByTag by when meant -> Set.of(by.tag().text());
          case Reference.ByTag _ -> Set.of();
          case Reference.ByDigest _ -> Set.of();
        });
  }
}
