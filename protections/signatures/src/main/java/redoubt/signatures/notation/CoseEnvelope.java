package redoubt.signatures.notation;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The COSE form (specs/signature-envelope-cose.md): COSE_Sign1 with its tag (RFC 9052), nothing
 * after it, and no label twice. What is signed outside the message is empty.
 */
final class CoseEnvelope {
  private static final int MOST_BYTES = 1 << 20;
  private static final int SIGN1 = 18;
  private static final int EPOCH_TIME = 1;
  private static final CBORObject ALGORITHM = CBORObject.FromObject(1);
  private static final CBORObject CRITICAL = CBORObject.FromObject(2);
  private static final CBORObject CONTENT = CBORObject.FromObject(3);
  private static final CBORObject CERTIFICATES = CBORObject.FromObject(33);
  private static final CBOREncodeOptions STRICT =
      new CBOREncodeOptions("allowduplicatekeys=0;resolvereferences=0;allowempty=0");

  private CoseEnvelope() {}

  @SuppressWarnings("CatchingUnchecked") // Nobody promises what the reader throws at rubbish.
  static Envelope read(byte[] bytes) throws BadEnvelope {
    if (bytes.length > MOST_BYTES) {
      throw new BadEnvelope("The envelope is longer than 1 MiB.");
    }
    try {
      return read(CBORObject.DecodeFromBytes(bytes, STRICT));
    } catch (CBORException | IllegalStateException | ArithmeticException e) {
      throw new BadEnvelope("The envelope is no CBOR.");
    } catch (RuntimeException e) {
      throw new BadEnvelope("The envelope cannot be read.");
    }
  }

  private static Envelope read(CBORObject message) throws BadEnvelope {
    if (message.getTagCount() != 1
        || !message.HasMostOuterTag(SIGN1)
        || message.getType() != CBORType.Array
        || message.size() != 4
        || message.get(1).getType() != CBORType.Map
        || message.get(1).isTagged()) {
      throw new BadEnvelope("The envelope is no COSE_Sign1 with its tag.");
    }
    byte[] signedHeader = bytes(message.get(0));
    byte[] content = bytes(message.get(2));
    CBORObject headers = CBORObject.DecodeFromBytes(signedHeader, STRICT);
    CBORObject open = message.get(1);
    if (headers.getType() != CBORType.Map || headers.isTagged()) {
      throw new BadEnvelope("The protected header is no map.");
    }
    byte[] signed =
        CBORObject.NewArray()
            .Add("Signature1")
            .Add(signedHeader)
            .Add(new byte[0])
            .Add(content)
            .EncodeToBytes();
    CBORObject agent = open.get(CBORObject.FromObject(Envelope.AGENT));
    CBORObject stamp = open.get(CBORObject.FromObject(Envelope.COUNTERSIGNATURE));
    return new Envelope(
        headers(headers),
        new Envelope.Body(
            content,
            signed,
            bytes(message.get(3)),
            certificates(open.get(CERTIFICATES)),
            stamp == null ? Optional.empty() : Optional.of(bytes(stamp)),
            isText(agent) ? Optional.of(agent.AsString()) : Optional.empty()));
  }

  private static Envelope.Headers headers(CBORObject headers) throws BadEnvelope {
    CBORObject algorithm = headers.get(ALGORITHM);
    if (algorithm == null || !isSmallInteger(algorithm)) {
      throw new BadEnvelope("The algorithm is missing.");
    }
    return new Envelope.Headers(
        Algorithm.ofCose(algorithm.AsInt64Value())
            .orElseThrow(() -> new BadEnvelope("The algorithm is none that is used.")),
        text(headers.get(CONTENT)),
        text(headers.get(CBORObject.FromObject(Envelope.SCHEME))),
        time(headers, Envelope.SIGNING_TIME),
        time(headers, Envelope.AUTHENTIC_TIME),
        time(headers, Envelope.EXPIRY),
        critical(headers));
  }

  private static Set<String> critical(CBORObject headers) throws BadEnvelope {
    CBORObject list = headers.get(CRITICAL);
    Set<String> critical = new LinkedHashSet<>();
    if (list != null && list.getType() == CBORType.Array && list.size() <= Envelope.MOST_CRITICAL) {
      for (CBORObject one : list.getValues()) {
        if (isText(one) && headers.ContainsKey(one)) {
          critical.add(one.AsString());
        }
      }
    }
    if (critical.isEmpty() || list == null || critical.size() != list.size()) {
      throw new BadEnvelope("The list of critical headers is missing, or names one that is not.");
    }
    return critical;
  }

  private static Optional<Instant> time(CBORObject headers, String name) throws BadEnvelope {
    CBORObject time = headers.get(CBORObject.FromObject(name));
    if (time == null) {
      return Optional.empty();
    }
    if (time.getTagCount() != 1 || !time.HasMostOuterTag(EPOCH_TIME)) {
      throw new BadEnvelope("A time in the protected header has not the tag of one.");
    }
    CBORObject seconds = time.UntagOne();
    try {
      if (isSmallInteger(seconds)) {
        return Optional.of(Instant.ofEpochSecond(seconds.AsInt64Value()));
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new BadEnvelope("A time in the protected header is none of whole seconds.");
  }

  private static List<byte[]> certificates(CBORObject list) throws BadEnvelope {
    List<byte[]> all = new ArrayList<>();
    if (list != null && list.getType() == CBORType.Array && list.size() <= 20) {
      for (CBORObject one : list.getValues()) {
        all.add(bytes(one));
      }
    }
    return all;
  }

  private static boolean isSmallInteger(CBORObject number) {
    return number.getType() == CBORType.Integer
        && !number.isTagged()
        && number.CanValueFitInInt64();
  }

  private static boolean isText(CBORObject field) {
    return field != null && field.getType() == CBORType.TextString && !field.isTagged();
  }

  private static String text(CBORObject field) throws BadEnvelope {
    if (!isText(field)) {
      throw new BadEnvelope("The protected header lacks its content type or its signing scheme.");
    }
    return field.AsString();
  }

  private static byte[] bytes(CBORObject field) throws BadEnvelope {
    if (field.getType() != CBORType.ByteString || field.isTagged()) {
      throw new BadEnvelope("A part of the envelope is no byte string.");
    }
    return field.GetByteString();
  }
}
