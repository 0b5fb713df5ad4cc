package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.Request;
import redoubt.web.console.Console;
import redoubt.web.console.Part;
import redoubt.web.console.Pill;

/** Port of the registry: what others know of images, for its pages. */
public interface ImageFacts {
  /** Nobody knows anything. */
  ImageFacts NONE =
      new ImageFacts() {
        @Override
        public Map<String, Pill> glance(
            Console console, Request page, String repository, List<String> digests) {
          return Map.of();
        }

        @Override
        public Optional<About> about(
            Console console, Request page, String instance, String repository, String reference) {
          return Optional.empty();
        }

        @Override
        public List<Link> links(String instance, String namespace) {
          return List.of();
        }

        @Override
        public List<Link> links(String instance) {
          return List.of();
        }
      };

  /**
   * What is known of one image.
   *
   * @param pill in a word
   * @param part the whole, a section of the image's page
   */
  record About(Pill pill, Part part) {}

  /** A page about a namespace, or about an instance. */
  record Link(String path, String label) {}

  /** In a word, by digest, at most 100 at once; those are missing of which nothing is known. */
  Map<String, Pill> glance(Console console, Request page, String repository, List<String> digests);

  /**
   * Of one image that whoever looks at the page may read.
   *
   * @param reference a tag or a digest
   */
  Optional<About> about(
      Console console, Request page, String instance, String repository, String reference);

  /** Further pages about a namespace. */
  List<Link> links(String instance, String namespace);

  /** Further pages about images of an instance, for who reads the whole of it. */
  List<Link> links(String instance);
}
