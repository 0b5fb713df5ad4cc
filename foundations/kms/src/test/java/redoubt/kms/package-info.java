/** The wire contract, its server and its client. */
@org.jspecify.annotations.NullMarked
package redoubt.kms;
