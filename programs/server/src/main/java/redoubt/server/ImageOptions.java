package redoubt.server;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.registry.content.s3.S3Place;

/** Options that say where the content of images lies. */
public final class ImageOptions {
  /**
   * Where the content of images lies.
   *
   * @param directory that servers on one database share; empty is {@code images} in the data
   *     directory
   * @param bucket instead of the directory, which has then only what is being pushed
   * @param credentials file with who the server is for the bucket; empty is the environment
   */
  public record ImagePlace(
      Optional<Path> directory, Optional<S3Place> bucket, Optional<Path> credentials) {
    public static final ImagePlace USUAL =
        new ImagePlace(Optional.empty(), Optional.empty(), Optional.empty());

    /** A directory that is shared. */
    public static ImagePlace in(Path directory) {
      return new ImagePlace(Optional.of(directory), Optional.empty(), Optional.empty());
    }
  }

  @Option(
      names = "--images-dir",
      paramLabel = "DIR",
      description =
          "Directory for the content of images (default: images in the data directory). Servers on"
              + " one database share it.")
  private @Nullable Path directory;

  @Option(
      names = "--images-s3",
      paramLabel = "URL",
      description =
          "Bucket for the content of images, as s3://BUCKET/PREFIX, which servers on one database"
              + " share; the directory then has what is being pushed.")
  private @Nullable String bucket;

  @Option(
      names = "--images-s3-endpoint",
      paramLabel = "URL",
      description = "Service that has the bucket, as https://HOST:PORT (default: AWS).")
  private @Nullable String endpoint;

  @Option(
      names = "--images-s3-region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "Region of the bucket (default: ${DEFAULT-VALUE}).")
  private String region = "us-east-1";

  @Option(
      names = "--images-s3-path-style",
      paramLabel = "true|false",
      arity = "1",
      description =
          "Whether the bucket is named in paths, not in the host's name (default: true with an"
              + " endpoint).")
  private @Nullable Boolean pathStyle;

  @Option(
      names = "--images-s3-credentials-file",
      paramLabel = "FILE",
      description =
          "File with aws_access_key_id and aws_secret_access_key, readable by its owner only"
              + " (default: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY).")
  private @Nullable Path credentials;

  /**
   * @throws redoubt.core.Failure {@code server.bad-option}
   */
  ImagePlace place() {
    return new ImagePlace(
        Optional.ofNullable(directory).map(path -> path.toAbsolutePath().normalize()),
        Optional.ofNullable(bucket)
            .map(url ->
                S3Place.of(
                    url,
                    Optional.ofNullable(endpoint),
                    region,
                    pathStyle == null ? endpoint != null : pathStyle)),
        Optional.ofNullable(credentials));
  }
}
