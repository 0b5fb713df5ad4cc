package redoubt.registry.content.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/**
 * A bucket, or what has a prefix in it.
 *
 * @param prefix empty, or ends with a slash
 * @param endpoint of the service; empty is AWS's own for the region
 * @param pathStyle whether the bucket is named in paths rather than in the host's name
 */
public record S3Place(
    String bucket, String prefix, Optional<URI> endpoint, String region, boolean pathStyle) {
  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]{0,512}))?");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  /**
   * @param url {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}
   * @param endpoint https, or http of this machine
   * @throws Failure {@code server.bad-option}
   */
  public static S3Place of(
      String url, Optional<String> endpoint, String region, boolean pathStyle) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw wrong("--images-s3 " + url + " is not s3://BUCKET or s3://BUCKET/PREFIX.");
    }
    if (!REGION.matcher(region).matches()) {
      throw wrong("--images-s3-region " + region + " is no region.");
    }
    String prefix = form.group(2) == null ? "" : form.group(2).replaceFirst("^/+", "");
    return new S3Place(
        form.group(1),
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        endpoint.map(S3Place::endpoint),
        region,
        pathStyle);
  }

  private static URI endpoint(String text) {
    if (!text.matches("https://[A-Za-z0-9._:\\[\\]-]{1,255}/?")
        && !text.matches("http://(127\\.[0-9.]{1,12}|localhost|\\[::1\\])(:[0-9]{1,5})?/?")) {
      throw wrong("--images-s3-endpoint " + text + " is not https://HOST or https://HOST:PORT.");
    }
    return URI.create(text.replaceFirst("/$", ""));
  }

  private static Failure wrong(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "server.bad-option",
        what,
        "For example --images-s3 s3://images/redoubt --images-s3-endpoint"
            + " https://s3.example.com.");
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
