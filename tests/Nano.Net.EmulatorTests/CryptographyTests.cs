using System.Text;
using Nano.Net.Cryptography;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>SHA-256 in the interpreter's arithmetic.</summary>
    [TestClass]
    public class CryptographyTests
    {
        [TestMethod]
        public void Hash_OfOneAndTwoBlocks_IsNists()
        {
            Assert.AreEqual("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Hash("abc"));
            Assert.AreEqual("248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1", Hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
        }

        [TestMethod]
        public void Comparison_SeesADifference()
        {
            Assert.IsTrue(ConstantTime.AreEqual(new byte[] { 1, 2, 255 }, 1, new byte[] { 2, 255 }, 0, 2));
            Assert.IsFalse(ConstantTime.AreEqual(new byte[] { 1, 2, 255 }, 1, new byte[] { 2, 127 }, 0, 2));
        }

        private static string Hash(string text)
        {
            byte[] message = Encoding.UTF8.GetBytes(text);
            byte[] hash = new byte[Sha256.HashSize];
            Sha256 sha = new Sha256();
            sha.Update(message, 0, message.Length);
            sha.Finish(hash, 0);
            string hex = "";
            for (int i = 0; i < hash.Length; i++)
            {
                hex += hash[i].ToString("X2");
            }

            return hex;
        }
    }
}
