package redoubt.oci.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Answer;

/**
 * Lists in pages (OCI distribution specification, "Listing tags", "Listing referrers"). A page
 * leads to the next one of the same list of the same registry, and each is read once.
 */
final class ListCalls {
  private static final Duration TIME = Duration.ofSeconds(60);
  private static final int MOST_PAGES = 200;
  private static final int MOST_TAGS = 100_000;
  private static final int MOST_REFERRERS = 1000;
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]{1,2048})>\\s*;[^,]*\\brel=\"?next\"?");

  private static final Predicate<String> ASCII = Pattern.compile("[!-~]*").asMatchPredicate();

  private final Line line;
  private final ManifestCalls manifests;

  ListCalls(Line line, ManifestCalls manifests) {
    this.line = line;
    this.manifests = manifests;
  }

  private record Page<T>(List<T> items, Optional<String> next) {}

  List<Tag> tags(RepositoryName repository) {
    List<Tag> tags = new ArrayList<>();
    String path = "/v2/" + repository + "/tags/list";
    Pages pages = new Pages(path);
    for (Optional<String> at = Optional.of(path + "?n=1000"); at.isPresent(); ) {
      Page<String> page =
          line.ask(
              ask(repository, pages.visit(at.get()), "application/json"),
              answer -> {
                requireFound(answer);
                return new Page<>(texts(answer.body().readAllBytes()), pages.next(answer));
              });
      page.items().forEach(text -> tags.add(tag(text)));
      if (tags.size() > MOST_TAGS) {
        throw ClientFailures.oddAnswer("it has more tags than are read");
      }
      at = page.next();
    }
    return tags;
  }

  private static List<String> texts(byte[] page) {
    try {
      return SmallJson.list(page, "tags");
    } catch (IOException e) {
      throw ClientFailures.oddAnswer("it is no list of tags");
    }
  }

  private static Tag tag(String text) {
    try {
      return new Tag(text);
    } catch (Failure e) {
      throw ClientFailures.oddAnswer("it has a tag that is none");
    }
  }

  /** By the list of referrers, or else by the index that the fallback tag names. */
  List<Descriptor> referrers(RepositoryName repository, Digest subject) {
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    String path = "/v2/" + repository + "/referrers/" + subject;
    Pages pages = new Pages(path);
    for (Optional<String> at = Optional.of(path); at.isPresent(); ) {
      Optional<Page<Descriptor>> page =
          line.ask(
              ask(repository, pages.visit(at.get()), MediaTypes.OCI_INDEX),
              answer -> {
                if (answer.status() != 200) {
                  return Optional.<Page<Descriptor>>empty();
                }
                Manifest list = Manifest.read(answer.body().readAllBytes(), MediaTypes.OCI_INDEX);
                return Optional.of(new Page<>(list.manifests(), pages.next(answer)));
              });
      if (page.isEmpty()) {
        return fallback(repository, subject);
      }
      page.get().items().forEach(referrer -> found.put(referrer.digest(), referrer));
      if (found.size() > MOST_REFERRERS) {
        throw ClientFailures.oddAnswer("it has more referrers than are read");
      }
      at = page.get().next();
    }
    return List.copyOf(found.values());
  }

  private List<Descriptor> fallback(RepositoryName repository, Digest subject) {
    Tag tag = new Tag(subject.algorithm().word() + "-" + subject.hex());
    try {
      List<Descriptor> listed =
          manifests.get(repository, new Reference.ByTag(tag)).manifest().manifests();
      if (listed.size() > MOST_REFERRERS) {
        throw ClientFailures.oddAnswer("it has more referrers than are read");
      }
      return listed;
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static Line.Ask ask(RepositoryName repository, String path, String accept) {
    return new Line.Ask(
        "GET", repository, path, Map.of("Accept", accept), Manifest.MOST_BYTES, TIME);
  }

  private static void requireFound(Answer answer) {
    if (answer.status() != 200) {
      throw Line.refused(answer.status());
    }
  }

  /** The pages of a list that were read. */
  private static final class Pages {
    private final String path;
    private final Set<String> visited = new HashSet<>();

    Pages(String path) {
      this.path = path;
    }

    String visit(String page) {
      if (!visited.add(page) || visited.size() > MOST_PAGES) {
        throw ClientFailures.oddAnswer("its pages have no end");
      }
      return page;
    }

    /** Only the query of the link counts. */
    Optional<String> next(Answer answer) {
      for (String link : answer.all("link")) {
        Matcher matcher = NEXT.matcher(link);
        if (link.length() <= 8192 && matcher.find()) {
          return Optional.of(page(matcher.group(1)));
        }
      }
      return Optional.empty();
    }

    private String page(String link) {
      try {
        String query = URI.create(link).getRawQuery();
        if (ASCII.test(link)) {
          return query == null ? path : path + "?" + query;
        }
      } catch (IllegalArgumentException e) {
        // The same as one with letters that no URL has (RFC 3986, section 2).
      }
      throw ClientFailures.oddAnswer("its next page is no URL");
    }
  }
}
