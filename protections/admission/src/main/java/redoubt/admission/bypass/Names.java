package redoubt.admission.bypass;

import static redoubt.admission.bypass.Attempt.admitted;
import static redoubt.admission.bypass.Attempt.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Names that look like those of good images, or are read otherwise by others. */
final class Names {
  private Names() {}

  static List<Bypass> all() {
    return List.of(
        new Bypass(
            "tag-beside-digest",
            "Runtimes run what the digest says, whatever tag stands beside it.",
            images ->
                List.of(
                    refused(
                        "its digest beside the tag of a good one",
                        pod(images.good().tagged() + "@" + images.bad().digest())),
                    admitted(
                        "the digest of a good one beside its tag",
                        pod(images.good().tagged() + "@" + images.good().digest())))),
        named(
            "other-digests",
            "A digest of another kind, or one that is none, names nothing that was judged.",
            images ->
                List.of(
                    images.bad().name() + "@sha512:" + images.bad().digest().hex().repeat(2),
                    images.good().name() + "@sha512:" + images.good().digest().hex().repeat(2),
                    images.good().name() + "@sha256:" + images.good().digest().hex().substring(1),
                    images.good().name() + "@md5:" + "0".repeat(32),
                    images.good().tagged() + "@",
                    images.good().pinned() + "@" + images.bad().digest())),
        named(
            "image-ids",
            "What lies on a node may be called by its id, which no registry knows.",
            images ->
                List.of(
                    images.bad().digest().toString(),
                    images.bad().digest().hex(),
                    images.good().digest().toString(),
                    images.good().digest().hex())),
        named(
            "host-in-upper-case",
            "DNS knows no case, and a path does.",
            images ->
                List.of(
                    images.bad().host().toUpperCase(Locale.ROOT)
                        + "/"
                        + images.bad().path()
                        + ":"
                        + images.bad().tag(),
                    images.good().name().toUpperCase(Locale.ROOT) + ":" + images.good().tag())),
        named(
            "foreign-letters",
            "Letters of other scripts look like ours.",
            images ->
                List.of(
                    "reg\u0456stry.example.org/" + images.good().path(),
                    "xn--regstry-6fg.example.org/" + images.good().path(),
                    images.good().host() + "/" + images.good().path() + "\u200b:v1")),
        named(
            "host-that-ends-alike",
            "A host that ends in another one is another (Portieris: evilicr.io).",
            images ->
                List.of(
                    "evil" + images.good().name() + ":" + images.good().tag(),
                    "evil." + images.good().name() + ":" + images.good().tag())),
        named(
            "host-that-begins-alike",
            "A host that begins with another one is another.",
            images ->
                List.of(
                    bare(images) + ".evil.test/" + images.good().path() + ":" + images.good().tag(),
                    bare(images)
                        + ".evil.test:443/"
                        + images.good().path()
                        + ":"
                        + images.good().tag())),
        named(
            "host-in-the-path",
            "The first part of a name is the registry, whatever follows (Portieris to 0.14.1).",
            images ->
                List.of(
                    "evil.test/" + images.good().path() + ":" + images.good().tag(),
                    "evil.test/"
                        + bare(images)
                        + "/"
                        + images.good().path()
                        + ":"
                        + images.good().tag(),
                    "evil.test/"
                        + bare(images)
                        + "/"
                        + images.good().path()
                        + "@"
                        + images.good().digest())),
        named(
            "dots-and-ports",
            "A trailing dot and another port lead elsewhere.",
            images ->
                List.of(
                    bare(images) + "./" + images.good().path() + ":" + images.good().tag(),
                    bare(images) + ":1/" + images.good().path() + ":" + images.good().tag(),
                    bare(images) + ":/" + images.good().path() + ":" + images.good().tag(),
                    bare(images) + ":99999/" + images.good().path() + ":" + images.good().tag())),
        named(
            "localhost",
            "A node's localhost is the node.",
            images ->
                List.of(
                    "localhost/" + images.good().path() + ":" + images.good().tag(),
                    "localhost:1/" + images.good().path() + ":" + images.good().tag(),
                    "[::1]:1/" + images.good().path() + ":" + images.good().tag())),
        named(
            "default-host",
            "A name without a registry is one of docker.io.",
            images ->
                List.of(
                    "bypass-that-is-not-there",
                    "library/bypass-that-is-not-there",
                    "docker.io/library/bypass-that-is-not-there",
                    "index.docker.io/library/bypass-that-is-not-there",
                    images.good().path() + ":" + images.good().tag())),
        named(
            "no-names",
            "What is read in two ways is no name.",
            images ->
                List.of(
                    "https://" + images.good().tagged(),
                    images.good().host() + "//" + images.good().path(),
                    images.good().host() + "/x/../" + images.good().path(),
                    images.good().host() + "/%2e%2e/" + images.good().path(),
                    "user@" + images.good().tagged(),
                    images.good().tagged() + "#" + images.bad().tag(),
                    images.good().tagged() + "?x=" + images.bad().tag(),
                    images.good().tagged() + "\n" + images.bad().tagged(),
                    images.good().tagged() + " " + images.bad().tagged(),
                    images.good().name() + ":*",
                    "*",
                    images.good().host() + "/" + "a/".repeat(600) + "b")));
  }

  /** The host without its port. */
  private static String bare(Images images) {
    return images.good().host().replaceFirst(":[0-9]+$", "");
  }

  private static Question pod(String image) {
    return Places.pod(Objects.spec(image));
  }

  private static Bypass named(String name, String why, Function<Images, List<String>> names) {
    return new Bypass(
        name,
        why,
        images -> {
          List<Attempt> attempts = new ArrayList<>();
          for (String one : names.apply(images)) {
            attempts.add(refused("a Pod with " + shown(one), pod(one)));
          }
          attempts.add(admitted("a Pod with a good one", pod(images.good().tagged())));
          return attempts;
        });
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^ -~]", "?");
    return plain.length() > 120 ? plain.substring(0, 120) + "…" : plain;
  }
}
