package redoubt.registry.content.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Calls of one bucket. A call that fails for a while is tried three times; what then failed is an
 * {@link IOException} that says what was answered, never who asked.
 */
final class Bucket implements AutoCloseable {
  /** What is longer is sent in parts of that length, or longer ones if there were too many. */
  static final long PART = 16 << 20;

  private static final int MOST_PARTS = 9_000;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LONG_CALL = Duration.ofMinutes(10);

  private final S3Client client;
  private final S3Place place;

  Bucket(S3Place place, S3Login login, Duration silence) {
    this.place = place;
    AwsCredentials credentials =
        login
            .session()
            .<AwsCredentials>map(
                session -> AwsSessionCredentials.create(login.id(), login.key(), session))
            .orElseGet(() -> AwsBasicCredentials.create(login.id(), login.key()));
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(silence)
                    .build())
            .region(Region.of(place.region()))
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(place.pathStyle())
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(override ->
                override
                    .apiCallTimeout(silence.multipliedBy(2))
                    .retryStrategy(retries -> retries.maxAttempts(3)));
    place.endpoint().ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  private static void takingLong(AwsRequestOverrideConfiguration.Builder call) {
    call.apiCallTimeout(LONG_CALL);
  }

  /**
   * What lies there.
   *
   * @throws NoSuchFileException when nothing does
   */
  HeadObjectResponse head(String name) throws IOException {
    return answer(
        name, () -> client.headObject(call -> call.bucket(place.bucket()).key(key(name))));
  }

  /**
   * Opens what lies there, from a byte on.
   *
   * @param tag of what it has to be
   * @throws NoSuchFileException when nothing does
   */
  ResponseInputStream<GetObjectResponse> get(String name, long from, Optional<String> tag)
      throws IOException {
    return answer(
        name,
        () ->
            client.getObject(call -> {
              call.bucket(place.bucket()).key(key(name));
              tag.ifPresent(call::ifMatch);
              if (from > 0) {
                call.range("bytes=" + from + "-");
              }
            }));
  }

  /** No error when nothing is there. */
  void delete(String name) throws IOException {
    answer(name, () -> client.deleteObject(call -> call.bucket(place.bucket()).key(key(name))));
  }

  /**
   * Makes a file the object of that name, which is there whole or not at all.
   *
   * @param alive run between its parts
   */
  void put(String name, Path file, long length, Runnable alive) throws IOException {
    if (length <= PART) {
      FileSlice whole = new FileSlice(file, 0, length);
      String sum = whole.md5();
      answer(
          name,
          () ->
              client.putObject(
                  call ->
                      call.bucket(place.bucket())
                          .key(key(name))
                          .contentMD5(sum)
                          .overrideConfiguration(Bucket::takingLong),
                  body(whole)));
    } else {
      putInParts(name, file, length, alive);
    }
    if (head(name).contentLength() != length) {
      throw new IOException("the bucket keeps another length than it was sent");
    }
  }

  private void putInParts(String name, Path file, long length, Runnable alive) throws IOException {
    String upload =
        answer(
                name,
                () ->
                    client.createMultipartUpload(
                        call -> call.bucket(place.bucket()).key(key(name))))
            .uploadId();
    try {
      long part = Math.max(PART, length / MOST_PARTS + 1);
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < length; from += part) {
        alive.run();
        FileSlice slice = new FileSlice(file, from, Math.min(part, length - from));
        int number = parts.size() + 1;
        String sum = slice.md5();
        String tag =
            answer(
                    name,
                    () ->
                        client.uploadPart(
                            call ->
                                call.bucket(place.bucket())
                                    .key(key(name))
                                    .uploadId(upload)
                                    .partNumber(number)
                                    .contentMD5(sum)
                                    .overrideConfiguration(Bucket::takingLong),
                            body(slice)))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      }
      alive.run();
      answer(
          name,
          () ->
              client.completeMultipartUpload(call ->
                  call.bucket(place.bucket())
                      .key(key(name))
                      .uploadId(upload)
                      .multipartUpload(all -> all.parts(parts))
                      .overrideConfiguration(Bucket::takingLong)));
    } catch (IOException | RuntimeException e) {
      try {
        abort(key(name), upload);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void abort(String key, String upload) throws IOException {
    answer(
        key,
        () ->
            client.abortMultipartUpload(
                call -> call.bucket(place.bucket()).key(key).uploadId(upload)));
  }

  private static RequestBody body(FileSlice slice) {
    return RequestBody.fromContentProvider(slice, slice.length(), "application/octet-stream");
  }

  /** Names of all objects below a folder, without the folder's. */
  void list(String folder, Consumer<String> each) throws IOException {
    String start = key(folder);
    answer(
        folder,
        () -> {
          client
              .listObjectsV2Paginator(
                  ListObjectsV2Request.builder().bucket(place.bucket()).prefix(start).build())
              .contents()
              .stream()
              .map(S3Object::key)
              .forEach(key -> each.accept(key.substring(start.length())));
          return true;
        });
  }

  /** Ends uploads of parts that began before then, and that nobody completed. */
  void endParts(String folder, Instant before) throws IOException {
    Optional<ListMultipartUploadsResponse> page = Optional.empty();
    do {
      ListMultipartUploadsRequest.Builder call =
          ListMultipartUploadsRequest.builder().bucket(place.bucket()).prefix(key(folder));
      page.ifPresent(
          last -> call.keyMarker(last.nextKeyMarker()).uploadIdMarker(last.nextUploadIdMarker()));
      ListMultipartUploadsResponse next =
          answer(folder, () -> client.listMultipartUploads(call.build()));
      for (MultipartUpload upload : next.uploads()) {
        if (upload.initiated().isBefore(before)) {
          abort(upload.key(), upload.uploadId());
        }
      }
      page = Optional.of(next).filter(all -> Boolean.TRUE.equals(all.isTruncated()));
    } while (page.isPresent());
  }

  /** A small object's text. */
  Optional<String> text(String name) throws IOException {
    try (ResponseInputStream<GetObjectResponse> bytes = get(name, 0, Optional.empty())) {
      return Optional.of(new String(bytes.readNBytes(1000), UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes a small object unless it is there. */
  void write(String name, String text) throws IOException {
    try {
      client.putObject(
          call -> call.bucket(place.bucket()).key(key(name)).ifNoneMatch("*"),
          RequestBody.fromString(text));
    } catch (S3Exception e) {
      if (e.statusCode() != 412 && e.statusCode() != 409) {
        throw failed(e);
      }
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private String key(String name) {
    return place.prefix() + name;
  }

  private static <T> T answer(String name, Supplier<T> call) throws IOException {
    try {
      return call.get();
    } catch (NoSuchBucketException e) {
      throw new IOException("there is no such bucket");
    } catch (S3Exception e) {
      if (e.statusCode() == 404 && !code(e).equals("NoSuchUpload")) {
        throw new NoSuchFileException(name);
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  /** Without the cause: it may have the whole request. */
  private static IOException failed(SdkException e) {
    if (e instanceof S3Exception answered) {
      String said = answered.statusCode() + " " + code(answered);
      return answered.statusCode() == 507 || said.contains("Full") || said.contains("Quota")
          ? new IOException("No space left in the bucket: " + said)
          : new IOException("the bucket answered " + said);
    }
    return e instanceof SdkServiceException service
        ? new IOException("the bucket answered " + service.statusCode())
        : new IOException("the bucket does not answer: " + e.getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
